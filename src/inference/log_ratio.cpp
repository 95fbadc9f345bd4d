// SPDX-License-Identifier: Apache-2.0
// Ratios and their standard errors on the logarithm.
#include "clinmetrics/inference/log_ratio.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Successes and failures of both proportions.
struct four_counts {
  double a, b, c, d;
  bool has_zero() const { return a == 0 || b == 0 || c == 0 || d == 0; }
};

four_counts counts_of(form const& f, double added) {
  auto const [p, q] = f.kind == form_kind::odds_ratio ? ratio_of_proportions{f.odds.a, f.odds.b} : f.ratio;
  return {p.successes + added, p.trials - p.successes + added, q.successes + added, q.trials - q.successes + added};
}

struct log_estimate {
  double ratio, se;  ///< the ratio, and the standard error of its logarithm
};

log_estimate estimate(form const& f, double added) {
  auto const [a, b, c, d] = counts_of(f, added);
  if (f.kind == form_kind::odds_ratio) return {a / c * (d / b), std::sqrt(1 / a + 1 / c + 1 / b + 1 / d)};
  return {a / (a + b) * ((c + d) / c), std::sqrt(b / a / (a + b) + d / c / (c + d))};  // 1/a − 1/(a + b) is written b/a/(a + b)
}

}  // namespace

interval log_ratio(form const& f, double value, confidence const& c) {
  if (std::isnan(value)) return detail::no_interval(interval_status::undefined_value);
  if (counts_of(f, 0).has_zero()) return detail::no_interval(interval_status::zero_cell);
  auto const e = estimate(f, 0);
  return {e.ratio * std::exp(-c.z * e.se), e.ratio * std::exp(c.z * e.se), interval_status::ok, value * e.se, detail::nan};
}

interval log_haldane(form const& f, double value, confidence const& c) {
  if (std::isnan(value)) return detail::no_interval(interval_status::undefined_value);
  auto const e = estimate(f, 0.5);
  double const lower = e.ratio * std::exp(-c.z * e.se), upper = e.ratio * std::exp(c.z * e.se);
  return detail::limits(std::min(lower, value), std::max(upper, value));
}

namespace {

template <interval (*Formula)(form const&, double, confidence const&)>
interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return Formula(sides[0].of->closed, sides[0].of->point.number, c);
}

constexpr form_set ratios = form_kind::ratio_of_proportions | form_kind::odds_ratio;

bool has_zero_cell(evidence const&, interval const& first) { return first.why == interval_status::zero_cell; }
constexpr fallback on_zero_cells[] = {{form_kind::ratio_of_proportions, &has_zero_cell, &methods::log_haldane},
                                      {form_kind::odds_ratio, &has_zero_cell, &methods::log_haldane}};

}  // namespace

method_record const methods::log_ratio{
    .name = "log",
    .label = "Log",
    .meaning = "Normal approximation on the logarithm of the ratio, transformed to the ratio.",
    .reference = "Simel DL, Samsa GP, Matchar DB. J Clin Epidemiol 1991;44:763-770. doi:10.1016/0895-4356(91)90128-V",
    .accepts = ratios,
    .needs_independent_rows = form_set::all(),
    .make = &make<&clinmetrics::log_ratio>,
    .fallbacks = on_zero_cells,
};

method_record const methods::log_haldane{
    .name = "log_haldane",
    .label = "Log Haldane",
    .meaning = "As Log, with ½ added to each count because one of them is zero. The limit on the side of the value is 0 or ∞.",
    .reference = "Haldane JBS. Ann Hum Genet 1956;20:309-311. doi:10.1111/j.1469-1809.1955.tb01285.x",
    .accepts = ratios,
    .needs_independent_rows = form_set::all(),
    .make = &make<&clinmetrics::log_haldane>,
};

}  // namespace CLINMETRICS_NAMESPACE
