// SPDX-License-Identifier: Apache-2.0
// The placement of each row of a ranked pass among the rows of the other class.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/pass/ranked.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The position of each row, and twice the weight of the other class on its losing side within its group, in which ties count once.
struct placements {
  std::vector<std::uint32_t> position;   ///< by row
  std::vector<std::uint64_t> placement;  ///< by row: positives 2·(negatives below) + tied; negatives 2·(positives above) + tied
};

CLINMETRICS_EXPORT placements find_placements(ranked_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
