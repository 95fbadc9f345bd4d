// SPDX-License-Identifier: Apache-2.0
// Interval of average precision: Student's t on the logit, with the standard deviation of its bootstrap replicates there.
//
//   logit θ ± t·√(n/(n − 1))·SD(logit θ*),   t with n − 1 degrees of freedom; n = number of units with a positive row.
// √(n/(n − 1)) corrects the bootstrap variance of n units, which is (n − 1)/n of the variance to be estimated.
//
// Degenerate cases: a replicate of 1 (0) has an infinite logit; it is replaced by the greatest (least) of the others, or by 1 − 1/(2n)
// (1/(2n)) if that is more extreme. θ = 0 or 1: zero_variance, like an SD of 0; fewer than 2 units: too_few.
// For the replicates, see detail/usable_replicates.hpp. `se` is on the value's scale, θ(1 − θ)·√(n/(n − 1))·SD.
// Reference: Boyd K, Eng KH, Page CD. ECML PKDD 2013, LNAI 8190:451-466 (the logit). doi:10.1007/978-3-642-40994-3_29
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval logit_bootstrap_sd(double value, std::span<double const> replicates, double n_units, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
