// SPDX-License-Identifier: Apache-2.0
// The AUROCs of the rows outside each group, and across its border, for all groups from one walk over the ordering.
#pragma once
#include <span>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "placement_sums.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct rest_placements {
  sums_of_both of_rest;            ///< the rows outside the group
  sums_of_both of_own_positives;   ///< positive rows of the group against negative rows of the rest
  sums_of_both of_rest_positives;  ///< positive rows of the rest against negative rows of the group
};

/// One entry per group; `label` is 1 for positive rows, for independent rows with weight 1.
std::vector<rest_placements> placements_of_rests(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                                 stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
