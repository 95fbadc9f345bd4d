// SPDX-License-Identifier: Apache-2.0
// Interval of an increasing function of one proportion, such as F1 and Jaccard.
//
// Wilson's limits of the proportion are carried to the metric by the same function. Given TP + FP + FN, TP is binomial; the Jaccard index
// is this proportion p, and F1 = 2p/(1 + p).
//
// Degenerate cases: those of Wilson: exactly the function of 0 below at 0 successes, exactly the function of 1 above if all trials are
// successes; no interval without trials (undefined_value).
// Reference: Lam KFY, Gopal V, Qian J. Confidence intervals for the F1 score. arXiv:2309.14621 (2023)
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval indirect_wilson(carried_proportion const& f, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
