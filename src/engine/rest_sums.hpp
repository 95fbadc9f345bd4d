// SPDX-License-Identifier: Apache-2.0
// The sums of a tally over the rows outside each group, from the sums of the groups.
#pragma once
#include <cstdint>
#include <vector>

#include "pass_list.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The slots of the tally at a place, of the rest of each group; empty if its sums cannot be added.
std::vector<std::vector<std::uint64_t>> slots_of_rests(pass_list const& passes, std::size_t place);

}  // namespace CLINMETRICS_NAMESPACE::engine
