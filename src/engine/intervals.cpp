// SPDX-License-Identifier: Apache-2.0
// Computes the interval of a line by its rule. For methods that resample it checks that there are enough rows, and it makes the precision
// of value and replicates the same.
#include "intervals.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

interval no_interval(method_record const* how, interval_status why) {
  return {detail::nan, detail::nan, why, detail::nan, detail::nan, how};
}

/// Defaults that resample need 20 rows, and 5 of each class that the metric reads.
bool has_too_few_rows(interval_rule const& rule, evidence const& of) {
  if (!rule.is_default || !rule.reads.resamples()) return false;
  return of.rows.all < 20 || (of.reads_both_classes && std::min(of.rows.positive, of.rows.negative) < 5);
}

/// Whether the rounding of the replicates changed the value by more than 5 % of their spread. Then the spread is not reliable either.
bool is_below_precision(evidence const& of, interval const& i) {
  double const spread = std::isnan(i.se) ? (i.upper - i.lower) / 4 : i.se;
  return std::abs(of.point.number - of.coarse) > 0.05 * spread;
}

/// Moves limits beyond the metric's range to its ends. Returns whether one was moved.
bool clip_to_range(interval& i, descriptor const& about) {
  if (i.why != interval_status::ok) return false;
  bool const is_outside = i.lower < about.least || i.upper > about.greatest;
  i.lower = std::max(i.lower, about.least), i.upper = std::min(i.upper, about.greatest);
  return is_outside;
}

/// Limits from replicates belong to the value at the replicates' precision. They are moved by its difference to the exact value.
interval at_point_precision(interval i, interval_rule const& rule, evidence const& of, descriptor const& about) {
  if (i.why != interval_status::ok || of.coarse == of.point.number) return i;
  if (is_below_precision(of, i)) return no_interval(rule.method, interval_status::below_precision);
  if (rule.reads.deviations) return i;
  bool const was_inside = i.lower >= about.least && i.upper <= about.greatest;
  i.lower += of.point.number - of.coarse, i.upper += of.point.number - of.coarse;
  if (was_inside) clip_to_range(i, about);
  return i;
}

interval interval_by_rule(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c) {
  if (rule.method == nullptr)
    return no_interval(nullptr, rule.refused == interval_status::ok ? interval_status::not_requested : rule.refused);
  if (std::isnan(of.point.number)) return no_interval(rule.method, interval_status::undefined_value);
  if (rule.refused != interval_status::ok) return no_interval(rule.method, rule.refused);
  if (has_too_few_rows(rule, of)) return no_interval(rule.method, interval_status::too_few);
  auto const i = rule.is_default ? make_default_interval({&of, rule.method}, c) : make_interval(*rule.method, of, c);
  return i.how == rule.method && rule.reads.resamples() ? at_point_precision(i, rule, of, about) : i;
}

/// The same by the published method; none if there is none.
interval published_interval(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c) {
  auto published = rule;
  published.method = rule.published;
  if (rule.published) published.reads = rule.published->needs(of.closed.kind, rule.is_independent);
  return interval_by_rule(published, of, about, c);
}

/// Whether the method takes the range of the values from the scores of the rows.
bool takes_range_from_scores(method_record const& how, form const& f) {
  return how.uses_range && f.kind == form_kind::bounded_mean && f.bounded.of_scores != nullptr;
}

/// The flags that follow from the method and its limits.
std::uint16_t flags_of(line_intervals const& of, evidence const& e, descriptor const& about) {
  unsigned flags = 0;
  auto const set = [&](flag f, bool is_set) { flags |= is_set ? static_cast<unsigned>(f) : 0; };
  auto const& i = of.by_rule;
  if (i.why != interval_status::ok) return 0;
  set(flag::methods_differ, differ(i, of.published));
  bool const is_from_scores = takes_range_from_scores(*i.how, e.closed);
  double const greatest = is_from_scores ? e.closed.bounded.of_scores(e.of_rows().least_score, e.of_rows().greatest_score) : about.greatest;
  set(flag::whole_range, i.lower == about.least && i.upper == greatest);
  set(flag::range_from_data, is_from_scores);
  set(flag::coverage_not_shown, !e.is_independent && i.how->reads.deviations);
  return static_cast<std::uint16_t>(flags);
}

}  // namespace

bool differ(interval const& a, interval const& b) {
  return a.why == interval_status::ok && b.why == interval_status::ok &&
         !(std::abs(a.lower - b.lower) <= .02 && std::abs(a.upper - b.upper) <= .02);
}

line_intervals intervals_of_line(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c) {
  line_intervals out{interval_by_rule(rule, of, about, c), published_interval(rule, of, about, c), 0};
  bool const is_clipped = clip_to_range(out.by_rule, about);
  clip_to_range(out.published, about);
  out.flags = flags_of(out, of, about);
  if (is_clipped) out.flags |= static_cast<std::uint16_t>(flag::clipped_to_range);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
