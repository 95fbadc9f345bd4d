// SPDX-License-Identifier: Apache-2.0
// The average precision of the rows outside a group.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Independent rows in the order of the scores, with their groups.
class rest_runs {
 public:
  rest_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups);

  /// The runs of equal scores without the rows of a group, as tied_runs joins them.
  std::vector<tied_rows> without(std::uint32_t group) const;

 private:
  ranked_order const& order_;
  std::vector<std::uint32_t> group_and_label_;  ///< by position: twice the group, plus the label
};

/// The words of the tally precision_sum.
std::vector<std::uint64_t> precision_words(std::span<tied_rows const> runs);

}  // namespace CLINMETRICS_NAMESPACE::engine
