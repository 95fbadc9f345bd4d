// SPDX-License-Identifier: Apache-2.0
// Interval of F-beta, symmetric on the logit, with the delta method's variance.
//
//   logit F = log((1 + β²)·TP/(β²·FN + FP)),   SE² = 1/TP + (β⁴·FN + FP)/(β²·FN + FP)².
//
// Degenerate cases: if F is 0 or 1 (TP = 0, or β²·FN + FP = 0), ½ is added to TP, FN and FP, and the interval is widened to contain the
// value: 0 below or 1 above. TP = FP = FN = 0 has no interval (undefined_value). `se` is on the value's scale, F(1 − F)·SE; NaN if ½ was
// added. Reference: Takahashi K, Yamamoto K, Kuchiba A, Koyama T. Appl Intell 2022;52:4961-4972, the variance.
// doi:10.1007/s10489-021-02635-5
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/tally/confusion.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval logit_delta_f_beta(confusion const& cells, double beta, double level);

}  // namespace CLINMETRICS_NAMESPACE
