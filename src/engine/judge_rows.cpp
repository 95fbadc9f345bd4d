// SPDX-License-Identifier: Apache-2.0
#include "judge_rows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/engine/result.hpp"
#include "comparison_plan.hpp"
#include "contrast_rule.hpp"
#include "intervals.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

claim claim_of(evaluate_options const& options, metric_instance const& m) {
  return {.alternative = options.alternative, .margin = margin_of(options, m), .direction = m.record->about.direction};
}

side as_side(evidence const& e, series const& s) {
  bool const has_pseudo_rows = s.kind() == form_kind::pair_count || s.kind() == form_kind::bounded_mean;
  return {&e, s.compared.method, has_pseudo_rows ? 0.5 : 0};
}

interval_status why_no_limits(series const& s) {
  return s.compared.refused == interval_status::ok ? interval_status::not_requested : s.compared.refused;
}

compared_numbers numbers_of(evidence const& a, evidence const& b, series const& s) {
  compared_numbers both{as_side(a, s), as_side(b, s)};
  both.if_none = why_no_limits(s);
  return both;
}

comparison_row begin_comparison(comparison_kind kind, series const& s, evaluate_options const& options) {
  comparison_row row;
  row.kind = kind, row.model = s.model;
  row.metric = s.metric.record->about.name, row.parameters = parameters_of(s.metric, s.threshold);
  row.level = options.level, row.adjustment = options.adjustment;
  return row;
}

parameter_list parameters_of_both(series const& a, series const& b) {
  if (!a.threshold || !b.threshold) return parameters_of(a.metric, a.threshold ? a.threshold : b.threshold);
  auto list = parameters_of(a.metric, std::nullopt);
  for (auto const& [line, name] : {std::pair(&a, "threshold_a"), std::pair(&b, "threshold_b")})
    for (auto& [given, number] : parameters_of(line->metric, line->threshold))
      if (given == "threshold") list.emplace_back(name, number);
  std::sort(list.begin(), list.end(), [](auto const& x, auto const& y) { return x.first < y.first; });
  return list;
}

void judge_contrast(comparison_row& row, contrast_of const& what, claim c, confidence const& level) {
  c.contrast = row.scale == comparison_scale::ratio ? contrast::ratio : contrast::difference;
  if (c.contrast == contrast::ratio) c.alternative = alternative::two_sided, c.margin = 0;
  row.alternative = c.alternative;
  if (c.alternative != alternative::two_sided) row.margin = c.margin;
  auto known = what.known();
  known.erase(std::remove(known.begin(), known.end(), level.z), known.end());
  row.value = what.number(), row.interval = what.at(level);
  row.decision = judge(c, row.interval);
  if (row.interval.why != interval_status::ok) return;
  known.push_back(level.z);
  auto const limits = [&](confidence const& at) { return at.z == level.z ? row.interval : what.at(at); };
  row.p = p_of(c, std::cref(limits), std::span<double const>(known.data(), known.size()));
}

void keep_in_range(comparison_row& row, metric_instance const& m) {
  if (row.scale != comparison_scale::difference || row.interval.why != interval_status::ok) return;
  double const widest = m.record->about.greatest - m.record->about.least;
  auto& i = row.interval;
  if (i.lower < -widest || i.upper > widest) row.flags |= static_cast<std::uint16_t>(flag::clipped_to_range);
  for (auto* limit : {&i.lower, &i.upper, &row.simultaneous_lower, &row.simultaneous_upper}) *limit = std::clamp(*limit, -widest, widest);
}

void set_simultaneous(comparison_row& row, contrast_of const& in_far_tails, confidence const& of_family) {
  if (row.interval.why != interval_status::ok) return;
  auto const i = in_far_tails.at(of_family);
  if (i.why != interval_status::ok) return;
  row.simultaneous_lower = std::min(i.lower, row.interval.lower), row.simultaneous_upper = std::max(i.upper, row.interval.upper);
}

void adjust_family(std::span<comparison_row*> rows, p_adjustment how) {
  std::vector<double> p;
  for (auto const* row : rows) p.push_back(row->p);
  auto const adjusted = how == p_adjustment::holm ? holm(p) : benjamini_hochberg(p);
  auto const n = static_cast<std::uint64_t>(std::count_if(p.begin(), p.end(), [](double x) { return !std::isnan(x); }));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i]->p_adjusted = adjusted[i], rows[i]->n_judged = n;
}

void flag_few_rows(comparison_row& row, metric_instance const& m, compared_numbers const& numbers) {
  constexpr std::size_t many = 250;
  bool const are_few = std::min(numbers.a.of->rows.all, numbers.b.of->rows.all) < many;
  if (are_few && needs_many_rows(m)) row.flags |= static_cast<std::uint16_t>(flag::few_rows);
}

void flag_disagreement(comparison_row& row) {
  if (differ(row.published, row.interval)) row.flags |= static_cast<std::uint16_t>(flag::methods_differ);
  if (row.alternative != alternative::two_sided || std::isnan(row.classical.p) || row.decision == decision::not_judged) return;
  bool const by_test = row.classical.p < 1 - row.level, by_interval = row.decision == decision::different;
  if (by_test != by_interval) row.flags |= static_cast<std::uint16_t>(flag::test_disagrees);
}

}  // namespace CLINMETRICS_NAMESPACE::engine
