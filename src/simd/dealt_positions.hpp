// SPDX-License-Identifier: Apache-2.0
// The positions of an ordering, dealt to the groups of a partition: group by group, and each group by descending score.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// A stable sort of the positions by group; with one group they stay as they are and are not copied. Places count from 0 through all
/// groups.
class dealt_positions {
 public:
  dealt_positions(ranked_order const& order, partition const& groups, stop_flag stop)
      : order_(order), begin_(groups.n_groups() + 1), is_dealt_(groups.n_groups() > 1) {
    if (!is_dealt_) {
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

  std::size_t begin(std::uint32_t group) const { return begin_[group]; }
  std::size_t end(std::uint32_t group) const { return begin_[group + 1]; }
  std::uint32_t position(std::size_t place) const { return is_dealt_ ? dealt_[place].position : static_cast<std::uint32_t>(place); }
  std::uint32_t row(std::size_t place) const { return order_.row[position(place)]; }
  /// Whether the group, which ends at `end`, has no row with the same score after this one.
  bool ends_tie(std::size_t place, std::size_t end) const {
    return place + 1 == end || (is_dealt_ ? dealt_[place].tie != dealt_[place + 1].tie : order_.ends_tie(place));
  }

 private:
  struct dealt {
    std::uint32_t position, tie;  // equal scores have the same tie number
  };
  ranked_order const& order_;
  std::vector<std::size_t> begin_;  ///< of each group, then the number of rows
  std::vector<dealt> dealt_;
  bool is_dealt_;
};

}  // namespace CLINMETRICS_NAMESPACE::simd
