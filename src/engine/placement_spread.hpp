// SPDX-License-Identifier: Apache-2.0
// How the placements of each class differ, for every group of a partition, from one pass over the ordering: what DeLong's variance and the
// beta bound of the AUROC are made of.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "placement_sums.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// One entry per group; `label` is 1 for positive rows, for independent rows with weight 1. DeLong ER, DeLong DM, Clarke-Pearson DL.
/// Biometrics 1988;44:837-845; in O(n log n) by Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389-1393.
std::vector<class_spread> spread_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                               stop_flag stop);

/// The sums themselves, from which the AUROC and the spread of each group follow.
std::vector<sums_of_both> sums_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                             stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
