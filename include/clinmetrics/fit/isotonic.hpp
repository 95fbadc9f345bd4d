// SPDX-License-Identifier: Apache-2.0
// Isotonic regression: the non-decreasing means that are closest to the data in weighted squares, by pooling adjacent violators.
//
// Entries stand in the order in which the means must not decrease, one entry for each distinct score: rows with equal scores are one entry.
// An entry has a weight and a sum (the weighted sum of its rows, such as their events). Entries with weight 0 take the mean of the entry
// before them, or the first mean. If sums and weights are integers, no rounding affects which entries are pooled. Cost O(n).
// Reference: Ayer M, Brunk HD, Ewing GM, Reid WT, Silverman E. Ann Math Stat 1955;26:641-647. doi:10.1214/aoms/1177728423
#pragma once
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The mean of each entry; NaN if all weights are 0.
CLINMETRICS_EXPORT std::vector<double> isotonic_means(std::span<double const> sum, std::span<double const> weight);

}  // namespace CLINMETRICS_NAMESPACE
