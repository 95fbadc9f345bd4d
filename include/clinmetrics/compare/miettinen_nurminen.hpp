// SPDX-License-Identifier: Apache-2.0
// Miettinen and Nurminen's score tests and intervals of two independent proportions p_a and p_b, for their difference and their ratio.
//
// With rates p̃ that are the most likely ones under the hypothesis, q̃ = 1 − p̃ and N = n_a + n_b:
//   p_a − p_b = δ:   Z = (p̂_a − p̂_b − δ)/√V,     V = (p̃_a·q̃_a/n_a + p̃_b·q̃_b/n_b)·N/(N − 1);
//   p_a/p_b = φ:     Z = (p̂_a − φ·p̂_b)/√V,       V = (p̃_a·q̃_a/n_a + φ²·p̃_b·q̃_b/n_b)·N/(N − 1).
// p̃_b is the middle root of a cubic, which Farrington and Manning write with cosines, or for the ratio a root of a quadratic. The interval
// contains each δ or φ with |Z| ≤ z.
//
// Degenerate cases: p̂_a = 0 gives a ratio of 0 below, p̂_b = 0 a ratio of +inf above; if both are 0, the ratio has no interval. Where the
// variance is 0, Z is 0 with p = 1 if the proportions seen satisfy the hypothesis, and otherwise infinite with p = 0. A group without a row
// has no interval (undefined_value) and no test (NaN). The limits of a difference are in [−1, 1]. A swap negates them exactly, and the
// limits of a ratio become their reciprocals. References: Miettinen O, Nurminen M. Stat Med 1985;4:213-226. doi:10.1002/sim.4780040211;
// Farrington CP, Manning G. Stat Med 1990;9:1447-1454. doi:10.1002/sim.4780091208
#pragma once
#include "clinmetrics/compare/test.hpp"
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Of p_a − p_b.
CLINMETRICS_EXPORT interval miettinen_nurminen(proportion a, proportion b, confidence const& c);

/// The statistic is Z, positive if p_a − p_b is above `difference`. `p` is two-sided; against the one-sided alternative that p_a − p_b is
/// above `difference` the p value is p/2 if Z > 0, and 1 − p/2 otherwise. NaN unless −1 ≤ difference ≤ 1.
CLINMETRICS_EXPORT significance_test miettinen_nurminen_test(proportion a, proportion b, double difference);

/// Of p_a/p_b.
CLINMETRICS_EXPORT interval miettinen_nurminen_ratio(proportion a, proportion b, confidence const& c);

/// The same for the ratio. NaN unless 0 < ratio < inf.
CLINMETRICS_EXPORT significance_test miettinen_nurminen_ratio_test(proportion a, proportion b, double ratio);

}  // namespace CLINMETRICS_NAMESPACE
