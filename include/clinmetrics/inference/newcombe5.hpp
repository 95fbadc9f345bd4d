// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 5 for the AUROC: an interval similar to a score interval, which needs only A, n₊ and n₋ and also exists if A is near 0
// or 1.
//
// The roots t of |A − t| = z·√V(t), with Hanley and McNeil's variance under exponential scores, the class sizes replaced by their mean N:
//   V(t) = t(1 − t)·[1 + m(1 − t)/(2 − t) + m·t/(1 + t)]/(n₊·n₋),   m = N − 1 = (n₊ + n₋)/2 − 1.
// With q = t(1 − t) the bracket is 1 + m(1 + 2q)/(2 + q), which shows that V is the same for t and 1 − t.
//
// Degenerate cases: at A = 1 (0), t = 1 (0) is a trivial root, because V is 0 there; the other root is used, and 1 (0) is the other limit.
// A class without a row has no interval (undefined_value).
// Reference: Newcombe RG. Stat Med 2006;25:559-573, method 5. doi:10.1002/sim.2324
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval newcombe5(double auc, double n_positive, double n_negative, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
