// SPDX-License-Identifier: Apache-2.0
// Clopper and Pearson's interval of a proportion: the proportions that two exact binomial tests at (1 − level)/2 do not reject.
//
//   lower = the (1 − level)/2 quantile of Beta(x, n − x + 1),   upper = the (1 + level)/2 quantile of Beta(x + 1, n − x).
// Its coverage is always at least `level`, and it is wide. If x or n is not a whole number, the beta form is used as well.
//
// Degenerate cases: exactly 0 below at x = 0 and exactly 1 above at x = n; n = 0 has no interval (undefined_value).
// Reference: Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval clopper_pearson(proportion p, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
