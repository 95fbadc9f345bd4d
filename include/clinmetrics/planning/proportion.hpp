// SPDX-License-Identifier: Apache-2.0
// Planning of a proportion, such as the sensitivity: the power for a goal, the expected width, and the rows that either needs.
//
// The goal "the lower limit is at least `goal`" is judged by Clopper and Pearson's limit. For X ~ Bin(n, expected), x* is the least x with
// P(Bin(n, goal) >= x) <= (1 − level)/2, and the power is P(X >= x*), summed exactly. The power is no monotone function of n: it falls
// where x* rises by one. The rows for a power are therefore the least n such that n and all larger numbers reach it. The expected width is
// Σ P(X = x)·(upper(x) − lower(x)), which falls with n. Cost: O(√n) intervals for one expected width; microseconds for one power.
#pragma once
#include <cstdint>

#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

enum class proportion_interval : std::uint8_t { wilson, clopper_pearson };

/// x*: the least number of successes whose lower limit is at least `goal`; n + 1 if there is none.
CLINMETRICS_EXPORT std::uint64_t least_successes(std::uint64_t n, double goal, confidence const& c);
CLINMETRICS_EXPORT double power_of_proportion(std::uint64_t n, double expected, double goal, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_power_of_proportion(double power, double expected, double goal, confidence const& c);

CLINMETRICS_EXPORT double width_of_proportion(std::uint64_t n, double expected, proportion_interval method, confidence const& c);
CLINMETRICS_EXPORT std::uint64_t rows_for_width_of_proportion(double width, double expected, proportion_interval method,
                                                              confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE::planning
