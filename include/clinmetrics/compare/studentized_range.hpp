// SPDX-License-Identifier: Apache-2.0
// The distribution of the range of k independent standard normal numbers: the studentized range with infinite degrees of freedom.
//
//   P(range <= q) = k ∫ φ(z)·[Φ(z + q) − Φ(z)]^(k − 1) dz,  z the least of the k numbers
//
// Absolute error of the probability below 1e-12 for 2 to 100,000 numbers. A single number has the range 0. References: Tukey JW. The
// problem of multiple comparisons. Princeton 1953; Kramer CY. Biometrics 1956;12:307-310. doi:10.2307/3001469
#pragma once
#include <cstddef>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// P(range <= q) of k >= 1 numbers.
CLINMETRICS_EXPORT double studentized_range_cdf(double q, std::size_t k);

/// The q with P(range <= q) = p, for 0 <= p <= 1; infinite for p = 1 if k > 1.
CLINMETRICS_EXPORT double studentized_range_quantile(double p, std::size_t k);

/// κ, which takes the place of the normal quantile if the differences of all pairs of k groups shall be above their lower limits together,
/// with the probability (1 + level)/2: the quantile divided by √2. For two groups it is above the normal quantile of `level`,
/// because either of the two may be the greater. Throws input_error unless 0 < level < 1.
CLINMETRICS_EXPORT double simultaneous_multiplier(double level, std::size_t k);

}  // namespace CLINMETRICS_NAMESPACE
