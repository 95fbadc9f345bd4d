// SPDX-License-Identifier: Apache-2.0
// The weighted generalized score test: do two classifiers have the same PPV, or the same NPV, on the same rows?
//
// Of n₁ and n₂ rows that are positive by the first and by the second, x₁ and x₂ have the event. With p = (x₁ + x₂)/(n₁ + n₂):
//   χ² = (x₁/n₁ − x₂/n₂)²/V,   V = p(1 − p)(1/n₁ + 1/n₂) − 2·Σ(y − p)²/(n₁·n₂),
// df = 1, the sum over the rows that are positive by both, y = 1 with the event and 0 without. Because p(1 − p)(n₁ + n₂) is the sum of
// (y − p)² over both groups of rows, V is the sum over the rows that are positive by one of the two alone, divided by n₁·n₂; V is computed
// so. If no row is positive by both, the test is Pearson's χ² of two groups. For the NPV the rows are those negative, and y = 1 without
// the event.
//
// Degenerate cases: V = 0 only if both values are equal: the statistic is 0 and p is 1. n₁ = 0 or n₂ = 0, a negative count or one that is
// not whole: NaN. Reference: Kosinski AS. Stat Med 2013;32:964-977. doi:10.1002/sim.5587
#pragma once
#include "clinmetrics/compare/paired_table.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Counts of rows that are positive by both, by the first alone, by the second alone and by neither.
struct paired_results {
  paired_table with_event, without_event;
};

CLINMETRICS_EXPORT significance_test generalised_score_ppv(paired_results const& r);
CLINMETRICS_EXPORT significance_test generalised_score_npv(paired_results const& r);

}  // namespace CLINMETRICS_NAMESPACE
