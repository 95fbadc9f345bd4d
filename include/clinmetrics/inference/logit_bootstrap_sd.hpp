// SPDX-License-Identifier: Apache-2.0
// Interval of average precision: Student's t on the logit, with the standard deviation of its bootstrap replicates there.
//
//   logit θ ± t·√(n/(n − 1))·SD(logit θ*),   t with n − 1 degrees of freedom; n = number of units with a positive row.
// √(n/(n − 1)) makes good that a bootstrap of n units has variance (n − 1)/n of what it estimates.
//
// Degenerate cases: a replicate of 1 (0) is a value whose logit is infinite; it counts as the greatest (least) of the others, or 1 − 1/(2n)
// (1/(2n)) if that is further out. θ = 0 or 1: zero_variance, like an SD of 0; fewer than 2 units: too_few.
// Replicates as detail/usable_replicates.hpp has it. `se` is on the value's scale, θ(1 − θ)·√(n/(n − 1))·SD.
// Reference: Boyd K, Eng KH, Page CD. ECML PKDD 2013, LNAI 8190:451-466 (the logit). doi:10.1007/978-3-642-40994-3_29
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"

namespace clinmetrics {

interval logit_bootstrap_sd(double value, std::span<double const> replicates, double n_units, double level);

}  // namespace clinmetrics
