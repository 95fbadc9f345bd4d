// SPDX-License-Identifier: Apache-2.0
// Gaps between the groups of one partition.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "clinmetrics/engine/backend.hpp"
#include "group_extremes.hpp"
#include "judge_rows.hpp"
#include "partition_evidence.hpp"
#include "rest_evidence.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class group_gaps {
 public:
  group_gaps(prepared const& ready, partition_values const& values, partition_evidence const& evidence, run_control& control);
  group_gaps(group_gaps const&) = delete;

  /// Computes the limits of a group that the extremes and its gaps read; each line and group once.
  void know(std::size_t line, std::size_t group);
  /// Gaps of the groups [first, end) against the rest, after their limits are known.
  void compare_with_rest(std::size_t first, std::size_t end);
  /// In the order line, kind, scale, group; after all groups.
  void append_to(std::vector<comparison_row>& out);

 private:
  using rows = std::vector<comparison_row>;
  void find_levels();
  rows between_groups(std::size_t line);
  /// `far`: the numbers in the far tails.
  void add_pair(comparison_kind kind, std::size_t line, compared_numbers const& numbers, compared_numbers const& far, std::uint32_t a,
                std::uint32_t b, std::size_t n_family, rows& out) const;
  void add_classical(comparison_row& row, compared_numbers const& numbers) const;
  bool shares_units(std::size_t line) const { return units_span_groups_ && ready_.plan.all[line].reads.deletions; }
  double correlation_of_groups(evidence const& a, evidence const& b, std::span<std::uint32_t const> rows_of_a,
                               std::span<std::uint32_t const> rows_of_b) const;
  /// The rows of one group against the rest, for every line; `place`: among those that are shown.
  std::vector<rows> against_rest(std::size_t place) const;
  void add_rest(std::size_t line, std::uint32_t group, limits_of_side const& known, evidence const& rest,
                std::span<std::uint32_t const> rows_of_rest, rows& out) const;
  void add_cross_group_aurocs(std::size_t line, std::uint32_t group, rows& out) const;
  void adjust(std::span<comparison_row*> of_line) const;

  prepared const& ready_;
  partition_values const& values_;
  partition_evidence const& evidence_;
  run_control& control_;
  stop_flag stop_;
  confidence level_;
  bool units_span_groups_ = false;
  std::vector<std::optional<levels_of_group>> levels_;  ///< [line]; empty if the line has no limits, or fewer than two groups have a value
  std::vector<std::vector<limits_of_side>> known_;      ///< [line][place among the groups that are shown]
  std::optional<rest_evidence> rests_;                  ///< if gaps against the rest are asked for
  std::vector<std::vector<rows>> of_rest_;              ///< [place][line]
};

}  // namespace CLINMETRICS_NAMESPACE::engine
