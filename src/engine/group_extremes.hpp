// SPDX-License-Identifier: Apache-2.0
// The largest gap, the worst group and the heterogeneity of the groups of a partition, for one line.
#pragma once
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "clinmetrics/compare/heterogeneity.hpp"
#include "clinmetrics/compare/split.hpp"
#include "judge_rows.hpp"
#include "prepare.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The levels of a group's limits: of its own, and two that hold for all groups together.
struct levels_of_group {
  confidence pointwise, simultaneous, sidak;
  confidence usual = 0.95;  ///< of standard errors from limits, so that a test does not depend on the level that was asked for
};

/// The number of a group, its limits, and those in the far tails, which several gaps read.
struct limits_of_side {
  double value = std::numeric_limits<double>::quiet_NaN();
  limits_by_level<2> near = {};
  limits_by_level<2> far = {};

  bool has_value() const { return std::isfinite(value); }
  /// Computes the limits at these levels.
  void know(side const& of, levels_of_group const& at);
};

class group_extremes {
 public:
  /// `known`: of each group of `shown`, at the levels `at`; null if the line has no limits. Groups without a finite value or without limits
  /// do not count. `share_units`: units have rows of several groups, and nothing is said of the variation between groups.
  group_extremes(prepared const& ready, series const& s, std::uint32_t partition, std::span<limits_of_side const> known,
                 std::vector<std::uint32_t> const& shown, levels_of_group const* at, bool share_units);
  /// Nothing if fewer than two groups count.
  void append_to(std::vector<comparison_row>& out) const;

 private:
  void add_group(limits_of_side const& known, std::uint32_t number, levels_of_group const& at);
  comparison_row begin(comparison_kind kind, comparison_scale scale) const;
  interval as_shown(interval i) const;
  comparison_row range() const;
  comparison_row ratio_of(comparison_row const& range) const;
  comparison_row worst() const;
  comparison_row spread(comparison_kind kind) const;

  prepared const& ready_;
  series const& series_;
  std::uint32_t partition_;
  bool has_limits_, share_units_;
  std::vector<limits_of_group> limits_;
  std::vector<value_and_se> with_errors_;
  std::vector<std::uint32_t> number_;  ///< of each entry of limits_
  group_heterogeneity heterogeneity_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
