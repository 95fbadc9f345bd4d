// SPDX-License-Identifier: Apache-2.0
// MCC, kappa and Fowlkes-Mallows with their derivatives with respect to the four counts.
#include "clinmetrics/inference/delta_fisher_z.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/metric/binary/fowlkes_mallows.hpp"
#include "clinmetrics/metric/binary/kappa.hpp"
#include "clinmetrics/metric/binary/mcc.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double value_of(confusion const& c, delta_form form) {
  switch (form) {
    case delta_form::mcc:
      return mcc::of(c).number;
    case delta_form::kappa:
      return kappa::of(c).number;
    default:
      return fowlkes_mallows::of(c).number;
  }
}

/// Four counts with their sums by outcome (positives, negatives) and by prediction (flagged, cleared).
struct cells {
  double tp, fp, fn, tn;
  double positives, negatives, flagged, cleared;

  /// √Σ n·g² for derivatives g with respect to tp, fp, fn, tn; Σ n·g is 0 for a statistic without a unit.
  double se(double g_tp, double g_fp, double g_fn, double g_tn) const {
    return std::sqrt(tp * g_tp * g_tp + fp * g_fp * g_fp + fn * g_fn * g_fn + tn * g_tn * g_tn);
  }
};

/// (TP·TN − FP·FN)/√(positives·negatives·flagged·cleared), by the quotient rule.
detail::delta_estimate of_mcc(cells const& c) {
  double const root = std::sqrt(c.positives * c.negatives) * std::sqrt(c.flagged * c.cleared);
  double const r = (c.tp * c.tn - c.fp * c.fn) / root;
  double const p = r / 2 / c.positives, n = r / 2 / c.negatives, f = r / 2 / c.flagged, d = r / 2 / c.cleared;
  return {r, c.se(c.tn / root - p - f, -c.fn / root - n - f, -c.fp / root - p - d, c.tp / root - n - d)};
}

/// 2(TP·TN − FP·FN)/w, w = flagged·negatives + positives·cleared.
detail::delta_estimate of_kappa(cells const& c) {
  double const w = c.flagged * c.negatives + c.positives * c.cleared;
  double const k = 2 * (c.tp * c.tn - c.fp * c.fn) / w;
  return {k, c.se((2 * c.tn - k * (c.negatives + c.cleared)) / w, (-2 * c.fn - k * (c.negatives + c.flagged)) / w,
                  (-2 * c.fp - k * (c.positives + c.cleared)) / w, (2 * c.tp - k * (c.positives + c.flagged)) / w)};
}

/// TP/√(flagged·positives).
detail::delta_estimate of_fowlkes_mallows(cells const& c) {
  double const g = c.tp / std::sqrt(c.flagged * c.positives), f = g / 2 / c.flagged, p = g / 2 / c.positives;
  return {g, c.se(g / c.tp - f - p, -f, -p, 0)};
}

}  // namespace

detail::delta_estimate detail::delta_method(delta_form form, double tp, double fp, double fn, double tn) {
  cells const c{tp, fp, fn, tn, tp + fn, fp + tn, tp + fp, fn + tn};
  switch (form) {
    case delta_form::mcc:
      return of_mcc(c);
    case delta_form::kappa:
      return of_kappa(c);
    default:
      return of_fowlkes_mallows(c);
  }
}

interval delta_fisher_z(confusion const& c, delta_form form, double level) {
  double const z = normal_quantile_two_sided(level), value = value_of(c, form);
  if (std::isnan(value)) return detail::no_interval(method::delta_fisher_z, interval_status::undefined_value);
  auto const half_more = [](std::uint64_t n) { return static_cast<double>(n) + 0.5; };
  auto const e = detail::delta_method(form, half_more(c.tp), half_more(c.fp), half_more(c.fn), half_more(c.tn));
  scale const h = form == delta_form::fowlkes_mallows ? scale::logit : scale::fisher_z;
  double const step = z * e.se * detail::slope(h, e.number);
  double const lower = std::min(detail::moved(h, e.number, -step), value), upper = std::max(detail::moved(h, e.number, step), value);
  return {lower, upper, method::delta_fisher_z, interval_status::ok, e.se, detail::nan};
}

}  // namespace CLINMETRICS_NAMESPACE
