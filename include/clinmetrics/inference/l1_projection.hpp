// SPDX-License-Identifier: Apache-2.0
// Interval of a sum of absolute deviations, such as the ECE: the value ± a quantile of the summed deviations of all bins.
//
//   ECE = Σ_b |d_b|, and |ECE* − ECE| <= Σ_b |d*_b − d_b| for any gaps d* of the bins. Therefore, with q the `level` quantile (type 7) of
//   Σ_b |d*_b − d_b| over replicates with fixed edges,   ECE ± q, clipped to [0, 1].
// Percentiles of ECE* never reach 0 for a calibrated model, because noise increases absolute values.
//
// l1_consistent: the same, but the lower limit is 0 if the value is not above the 1 − (1 − level)/2 quantile of Σ_b |N_b|, where the N_b
// are normal with the covariances that the gaps have if the risks are true: Σp(1 − p)/n² for independent rows of equal weight, and for rows
// of one unit the largest ones, those of outcomes that have the correlation 1. The normal numbers are drawn by a counter of their own. It
// is a form of consistency resampling: Bröcker J, Smith LA. Weather Forecast 2007;22:651-661. doi:10.1175/WAF993.1 The form for units is
// new.
//
// Degenerate cases: q = 0: zero_variance. For the replicates, see detail/usable_replicates.hpp. No standard error.
// Reference: projection of a simultaneous region, as Scheffé H. Biometrika 1953;40:87-104. doi:10.1093/biomet/40.1-2.87
#pragma once
#include <algorithm>
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/inference/quantile.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `deviations`: one per replicate, Σ_b |d*_b − d_b|.
inline interval l1_projection(double value, std::span<double const> deviations, double level) {
  auto usable = detail::take_replicates(value, deviations, 1 - level);
  if (usable.why != interval_status::ok) return detail::no_interval(usable.why);
  double const reach = quantile(usable.values, level);
  if (reach == 0) return detail::no_interval(interval_status::zero_variance);
  return detail::limits(std::max(value - reach, 0.0), std::min(value + reach, 1.0));
}

/// `covariances`: of the gaps of the bins if the risks are true. As many numbers are drawn as there are deviations.
CLINMETRICS_EXPORT interval l1_consistent(double value, std::span<double const> deviations, bin_covariances const& covariances,
                                          random_source const& random, double level);

}  // namespace CLINMETRICS_NAMESPACE
