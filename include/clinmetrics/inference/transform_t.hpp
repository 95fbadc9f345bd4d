// SPDX-License-Identifier: Apache-2.0
// Interval of any value with a standard error: Student's t on the scale where the value is nearly normal.
//
//   h⁻¹(h(θ) ± t·SE·h′(θ)),   t the two-sided quantile with df degrees of freedom;
//   h = θ (identity), log θ, log(θ/(1 − θ)) (logit), artanh θ (fisher_z).
//
// Degenerate cases: SE = 0: zero_variance. θ infinite, SE infinite or θ on the edge of its scale (h infinite): infinite_value. θ or SE
// undefined: undefined_value. df below 1: too_few. θ outside its scale: not_applicable. `se` and `df` are returned unchanged.
// Reference: Student's t on a transformed jackknife: Mosteller F, Tukey JW. Data Analysis and Regression. Addison-Wesley 1977, chapter 8
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval transform_t(double value, double se, double df, scale h, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
