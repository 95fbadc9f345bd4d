// SPDX-License-Identifier: Apache-2.0
// Interval of F1 and Jaccard from the proportion on which both depend, F* = TP/(TP + FP + FN).
//
// Given TP + FP + FN, TP is binomial. Therefore Wilson's limits of F* (the Jaccard index) are transformed to F1 by F1 = 2·F*/(1 + F*),
// which increases with F*.
//
// Degenerate cases: those of Wilson: exactly 0 below at TP = 0, exactly 1 above at FP = FN = 0; no interval if all three are 0
// (undefined_value).
// Reference: Lam KFY, Gopal V, Qian J. Confidence intervals for the F1 score. arXiv:2309.14621 (2023)
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/metric/unlock.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `fstar`: TP successes in TP + FP + FN trials.
CLINMETRICS_EXPORT interval indirect_wilson(proportion fstar, indirect_form form, double level);

}  // namespace CLINMETRICS_NAMESPACE
