// SPDX-License-Identifier: Apache-2.0
// The rows outside one group as a partition of their own, so that every metric, weight and unit is treated as in any group.
#pragma once
#include "partition_evidence.hpp"
#include "placement_spread.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class walked_rest {
 public:
  /// `wanted`: whether each line is read.
  walked_rest(prepared const& ready, partition const& groups, std::uint32_t group, std::vector<bool> const& wanted, run_control& control);
  walked_rest(walked_rest const&) = delete;

  std::size_t n_units() const { return sizes_[rest].n_units; }
  partition_evidence const& evidence() const { return evidence_; }
  /// The group of the rest in it.
  static constexpr std::size_t rest = 0;

 private:
  partition split_;
  group_sizes sizes_;
  partition_values values_;
  partition_evidence evidence_;
};

/// Positive rows of the group against negative rows of the rest, and the reverse.
struct crossed_sums {
  sums_of_both of_own_positives, of_rest_positives;
};
crossed_sums cross(std::span<std::uint8_t const> events, ranked_order const& order, partition const& groups, std::uint32_t group,
                   stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
