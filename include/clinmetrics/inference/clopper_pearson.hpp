// SPDX-License-Identifier: Apache-2.0
// Clopper and Pearson's interval of a proportion: two exact binomial tests of (1 − level)/2 each, turned round.
//
//   lower = the (1 − level)/2 quantile of Beta(x, n − x + 1),   upper = the (1 + level)/2 quantile of Beta(x + 1, n − x).
// It covers at least `level` whatever the truth, at the price of width. With an x or n that is not whole the beta form is kept.
//
// Degenerate cases: exactly 0 below at x = 0 and exactly 1 above at x = n; n = 0 has no interval (undefined_value).
// Reference: Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/metric/unlock.hpp"

namespace clinmetrics {

interval clopper_pearson(proportion p, double level);

}  // namespace clinmetrics
