// SPDX-License-Identifier: Apache-2.0
// Interval of a weighted proportion F = w·x/(w·x + u·y + v·z) of three counts, such as F-beta, symmetric on the logit, with the delta
// method's variance.
//
//   logit F = log(w·x/(u·y + v·z)),   SE² = 1/x + (u²·y + v²·z)/(u·y + v·z)².   F-beta: x = TP, y = FN, z = FP, w = 1 + β², u = β², v = 1.
//
// Degenerate cases: if F is 0 or 1 (x = 0, or u·y + v·z = 0), ½ is added to each count, and the interval is widened to contain the value: 0
// below or 1 above. If all three are 0, there is no interval (undefined_value). `se` is on the value's scale, F(1 − F)·SE; NaN if ½ was
// added. Reference: Takahashi K, Yamamoto K, Kuchiba A, Koyama T. Appl Intell 2022;52:4961-4972, the variance.
// doi:10.1007/s10489-021-02635-5
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval logit_delta(weighted_proportion f, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
