// SPDX-License-Identifier: Apache-2.0
// Applies a rule, and what all methods that resample have in common: enough rows, and one precision of value and replicates.
#include "intervals.hpp"

#include <algorithm>
#include <cmath>

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

/// Whether rounding changed the value by so much of the replicates' spread that the spread is not reliable either.
bool is_below_precision(evidence const& of, interval const& i) {
  double const spread = std::isnan(i.se) ? (i.upper - i.lower) / 4 : i.se;
  return std::abs(of.point.number - of.coarse) > 0.05 * spread;
}

/// Limits from replicates belong to the value at their precision. They are moved by the difference to the value.
interval at_point_precision(interval i, interval_rule const& rule, evidence const& of, descriptor const& about) {
  if (i.why != interval_status::ok || of.coarse == of.point.number) return i;
  if (is_below_precision(of, i)) return no_interval(rule.method, interval_status::below_precision);
  if (rule.reads.deviations) return i;
  bool const was_inside = i.lower >= about.least && i.upper <= about.greatest;
  i.lower += of.point.number - of.coarse, i.upper += of.point.number - of.coarse;
  if (was_inside) clip_to_range(i, about);
  return i;
}

}  // namespace

interval interval_by_rule(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c) {
  if (rule.method == nullptr) return no_interval(nullptr, interval_status::not_requested);
  if (std::isnan(of.point.number)) return no_interval(rule.method, interval_status::undefined_value);
  if (rule.refused != interval_status::ok) return no_interval(rule.method, rule.refused);
  if (has_too_few_rows(rule, of)) return no_interval(rule.method, interval_status::too_few);
  auto const i = rule.is_default ? make_default_interval(*rule.method, of, c) : make_interval(*rule.method, of, c);
  return i.how == rule.method && rule.reads.resamples() ? at_point_precision(i, rule, of, about) : i;
}

bool clip_to_range(interval& i, descriptor const& about) {
  if (i.why != interval_status::ok) return false;
  bool const is_outside = i.lower < about.least || i.upper > about.greatest;
  i.lower = std::max(i.lower, about.least), i.upper = std::min(i.upper, about.greatest);
  return is_outside;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
