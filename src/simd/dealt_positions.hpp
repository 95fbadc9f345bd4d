// SPDX-License-Identifier: Apache-2.0
// The positions of an ordering, dealt to the groups of a partition: group by group, and each group by descending score.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// The places of one group: from `begin` to `end`, by descending score.
struct places_of_group {
  struct dealt {
    std::uint32_t position, tie;  // equal scores have the same tie number
  };
  ranked_order const* order;
  dealt const* places;  ///< null: each position is its own place
  std::size_t begin, end;

  std::uint32_t position(std::size_t place) const { return places ? places[place].position : static_cast<std::uint32_t>(place); }
  std::uint32_t row(std::size_t place) const { return order->row[position(place)]; }
  /// Whether no later row of the group has the same score.
  bool ends_tie(std::size_t place) const {
    return place + 1 == end || (places ? places[place].tie != places[place + 1].tie : order->ends_tie(place));
  }
};

/// A stable sort of the positions by group; with one group they stay as they are and are not copied. Places count from 0 through all
/// groups.
class dealt_positions {
 public:
  dealt_positions(ranked_order const& order, partition const& groups, stop_flag stop) : order_(order), begin_(groups.n_groups() + 1) {
    if (groups.n_groups() <= 1) {
      begin_.back() = order.size();
      return;
    }
    for (std::size_t row = 0; row < order.size(); ++row) ++begin_[groups.group_of(row) + 1];
    for (std::size_t g = 0; g < groups.n_groups(); ++g) begin_[g + 1] += begin_[g];
    dealt_.resize(order.size());
    auto next = begin_;
    std::uint32_t tie = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      stop.check(i);
      dealt_[next[groups.group_of(order.row[i])]++] = {static_cast<std::uint32_t>(i), tie};
      tie += order.ends_tie(i);
    }
  }
  places_of_group operator[](std::uint32_t group) const {
    return {&order_, dealt_.empty() ? nullptr : dealt_.data(), begin_[group], begin_[group + 1]};
  }

 private:
  ranked_order const& order_;
  std::vector<std::size_t> begin_;  ///< of each group, then the number of rows
  std::vector<places_of_group::dealt> dealt_;
};

}  // namespace CLINMETRICS_NAMESPACE::simd
