// SPDX-License-Identifier: Apache-2.0
// The beta bound as a method. For units and for unequal weights it uses the standard error of the jackknife.
#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/beta_bound.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
#include "parts.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The range in which the value of a row can be. It may depend on the scores of the rows.
struct value_range {
  double least, width;
};
value_range range_of(bounded_mean const& f, row_spread const& rows) {
  return {f.least, (f.of_scores ? f.of_scores(rows.least_score, rows.greatest_score) : f.greatest) - f.least};
}

/// The jackknife's standard error for few units, from which a normal quantile makes as long a step as t does from the error itself.
double widened_se(double se, double df, confidence const& c) { return se * t_quantile_two_sided(c, df) / c.z; }

}  // namespace

interval detail::beta_bound_of_mean(bounded_mean const& f, evidence const& e, double pseudo_rows, confidence const& c) {
  auto const& rows = e.of_rows();
  auto const [least, width] = range_of(f, rows);
  if (!std::isfinite(f.value) || !std::isfinite(width)) return detail::no_interval(interval_status::infinite_value);
  double n = rows.n_rows, variance = rows.variance, se = std::sqrt(variance / (n - 1)), df = detail::nan;
  if (!e.is_independent) {
    if (e.units.all < 5) return detail::no_interval(interval_status::too_few);
    auto const jackknife = jackknife_se(f.value, e.left_out().without);
    if (jackknife.why != interval_status::ok) return detail::no_interval(jackknife.why);
    se = jackknife.number, df = std::max(rows.n_units - 1, 1.0);
    double const widened = widened_se(se, df, c);
    n = effective_rows(variance, widened, rows.n_units, rows.n_by_outcome), variance = widened * widened * n;
  }
  auto i = width > 0
               ? beta_bound({n, (f.value - least) / width, variance / (width * width)}, pseudo_rows > 0 ? pseudo_rows : f.pseudo_rows, c)
               : detail::limits(0, 0);
  return {least + width * i.lower, least + width * i.upper, i.why, n > 1 ? se : detail::nan, df};
}

namespace {

interval of_pairs(evidence const& e, double pseudo_rows, confidence const& c) {
  auto const& f = e.closed.pairs;
  return beta_bound(placement_summary{e.point.number, f.n_positive, f.n_negative, e.placements, pseudo_rows}, c);
}

/// The AUROC over all pairs of rows, with units or unequal weights.
interval of_unit_pairs(evidence const& e, double pseudo_rows, confidence const& c) {
  double const auc = e.point.number, units = static_cast<double>(std::min(e.units.positive, e.units.negative));
  if (units < 5) return detail::no_interval(interval_status::too_few);
  auto const jackknife = jackknife_se(auc, e.left_out().without);
  if (jackknife.why != interval_status::ok) return detail::no_interval(jackknife.why);
  double const widened = widened_se(jackknife.number, units - 1, c);
  double const n = effective_rows(auc * (1 - auc), widened, 2, units);
  auto i = beta_bound({n, auc, widened * widened * n}, pseudo_rows > 0 ? pseudo_rows : 0.5 + 0.5 / units, c);
  i.se = jackknife.number, i.df = units - 1;
  return i;
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  double const pseudo_rows = sides[0].pseudo_rows;
  if (e.closed.kind == form_kind::bounded_mean) return detail::beta_bound_of_mean(e.closed.bounded, e, pseudo_rows, c);
  if (e.closed.kind == form_kind::mean_over_positives) return beta_bound(e.of_runs(), c);
  return e.is_independent ? of_pairs(e, pseudo_rows, c) : of_unit_pairs(e, pseudo_rows, c);
}

reading reads_of(form_kind form, bool is_independent) {
  if (form == form_kind::mean_over_positives) return {.runs = true};
  if (is_independent) return {.row_spread = form == form_kind::bounded_mean, .placements = form == form_kind::pair_count};
  return {.deletions = true, .units = true, .row_spread = form == form_kind::bounded_mean};
}

}  // namespace

method_record const methods::beta_bound{
    .name = "beta_bound",
    .label = "Beta bound",
    .meaning =
        "Puts pseudo-rows at the worst end of the range of the values and takes a quantile of the beta distribution with the mean and the "
        "variance that random weights give. It holds where few rows decide. The form used here is new and has not been reviewed by others.",
    .reference = "After Gaffke N. Math Methods Stat 2005;14:451; Learned-Miller E, Thomas PS. arXiv:1905.06208",
    .reads = {.deletions = true, .units = true, .row_spread = true, .placements = true, .runs = true},
    .accepts = form_kind::pair_count | form_kind::mean_over_positives | form_kind::bounded_mean,
    .needs_independent_rows = form_kind::mean_over_positives,
    .make = &make,
    .reads_of = &reads_of,
    .uses_range = true,
    .leaves_out_a_limit = true,
};

}  // namespace CLINMETRICS_NAMESPACE
