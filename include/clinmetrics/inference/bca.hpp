// SPDX-License-Identifier: Apache-2.0
// Efron's bias-corrected and accelerated bootstrap interval: quantiles at levels corrected for the bias and the skewness of the estimate.
//
//   z₀ = Φ⁻¹((#{θ* < θ} + ½·#{θ* = θ})/B),   α(z) = Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))),   limits = quantiles of θ* at α(−z), α(z)
//   a  = Σ_s(ΣL³/n_s³)/6/(Σ_s(ΣL²/n_s²))^{3/2},   L_i = (n_s − 1)(mean θ₋ⱼ − θ₋ᵢ) over the n_s units of stratum s.
//
// Degenerate cases: an infinite z₀, an undefined a, or two equal quantiles: zero_variance. Fewer than 5 replicates beyond an adjusted
// level: extreme_quantile. For the replicates, see detail/usable_replicates.hpp. `se` is the standard deviation of the replicates.
// References: Efron B. J Am Stat Assoc 1987;82:171-185. doi:10.1080/01621459.1987.10478410; Davison AC, Hinkley DV. Bootstrap Methods and
// their Application. Cambridge 1997, section 5.3
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/delete_one_values.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `value`: θ at the precision of the replicates. `acceleration`: a.
CLINMETRICS_EXPORT interval bca(double value, std::span<double const> replicates, double acceleration, double level);

/// The acceleration a. NaN if a delete-one value is not finite or all are equal.
CLINMETRICS_EXPORT double acceleration(delete_one_values const& values);

}  // namespace CLINMETRICS_NAMESPACE
