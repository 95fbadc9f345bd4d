// SPDX-License-Identifier: Apache-2.0
// Two proportions of the same rows, such as the sensitivities of two models: tests and intervals of p₁ − p₂ from the counts of pairs.
//
// With the counts of pairs a (both), b (first alone), c (second alone), d (neither) and n = a + b + c + d:
//   p₁ = (a + b)/n,   p₂ = (a + c)/n,   p₁ − p₂ = (b − c)/n.
// The pairs are independent, so that the counts are whole numbers; sums of weights are not counts. Each function needs n > 0: without a
// pair, or with a count that is negative or not whole, a test is NaN and an interval is missing (undefined_value).
#pragma once
#include "clinmetrics/compare/test.hpp"
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Counts of pairs by the answers of the first and of the second.
struct paired_table {
  double both, first, second, neither;

  constexpr double total() const { return both + first + second + neither; }
  /// The same pairs, the second before the first.
  constexpr paired_table swapped() const { return {both, second, first, neither}; }
};

// ---- McNemar's tests of p₁ = p₂ ------------------------------------------------------------------------------------------------
// If p₁ = p₂, then b is Binomial(b + c, ½). Without a discordant pair (b + c = 0) nothing speaks against it: the statistic is 0 and p is 1.
// Reference: Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91. doi:10.1186/1471-2288-13-91

/// min(1, 2·P(X ≤ k)) with k = min(b, c). It keeps its level and is conservative. No statistic.
CLINMETRICS_EXPORT significance_test mcnemar_exact(paired_table const& t);

/// 2·P(X ≤ k) − P(X = k), and 1 − P(X = k)/2 if b = c. Its level is close to the nominal one, also in small samples. No statistic.
CLINMETRICS_EXPORT significance_test mcnemar_mid_p(paired_table const& t);

enum class continuity_correction : bool { none, edwards };

/// χ² = (b − c)²/(b + c) with df = 1; with the correction of Edwards max(|b − c| − 1, 0)²/(b + c).
CLINMETRICS_EXPORT significance_test mcnemar(paired_table const& t, continuity_correction correction = continuity_correction::none);

// ---- Newcombe's interval of p₁ − p₂ --------------------------------------------------------------------------------------------
// Wilson's limits of p₁ and p₂, combined by `mover` with the correlation φ. The limits are in [−1, 1], and a swap negates them exactly.
// Reference: Newcombe RG. Stat Med 1998;17:2635-2650, method 10.
// doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C

/// The corrected φ = m/√((a + b)(c + d)(a + c)(b + d)) with m = ad − bc if ad < bc, and otherwise m = max(ad − bc − n/2, 0). 0 if one of
/// the four sums is 0; NaN without a pair.
CLINMETRICS_EXPORT double newcombe_phi(paired_table const& t);

CLINMETRICS_EXPORT interval newcombe_paired(paired_table const& t, confidence const& c);

// ---- Tango's score test and interval of p₁ − p₂ --------------------------------------------------------------------------------
// Of p₁ − p₂ = δ:   Z(δ) = (b − c − nδ)/√(n·(s − δ²)),   s = the most likely P(discordant) given δ, the larger root of
//   n·s² − (b + c + (b − c)δ)·s + (b − c)δ − (a + d)δ² = 0.
// The interval contains each δ with |Z(δ)| ≤ z. At δ = 0, Z² is McNemar's χ² without a correction.
// Degenerate cases: without a discordant pair ±z²/(n + z²); with nothing but (first alone) from (n − z²)/(n + z²) to 1. Where the variance
// is 0, Z is 0 with p = 1 if the difference seen is δ, and otherwise infinite with p = 0. A swap negates the limits exactly.
// Reference: Tango T. Stat Med 1998;17:891-908. doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B

CLINMETRICS_EXPORT interval tango(paired_table const& t, confidence const& c);

/// The statistic is Z(δ), positive if p₁ − p₂ is above δ. `p` is two-sided; against the one-sided alternative p₁ − p₂ > δ the p value is
/// p/2 if Z > 0, and 1 − p/2 otherwise. NaN unless −1 ≤ δ ≤ 1.
CLINMETRICS_EXPORT significance_test tango_test(paired_table const& t, double difference);

}  // namespace CLINMETRICS_NAMESPACE
