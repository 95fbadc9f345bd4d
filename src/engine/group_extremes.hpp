// SPDX-License-Identifier: Apache-2.0
// The largest gap, the worst group and the heterogeneity of the groups of a partition, for one line.
#pragma once
#include <cmath>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "clinmetrics/compare/heterogeneity.hpp"
#include "clinmetrics/compare/split.hpp"
#include "judge_rows.hpp"
#include "partition_evidence.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The critical values of limits that hold for so many groups at once. They take long, and most lines have the same number of groups.
using family_multipliers = std::map<std::size_t, double>;

/// The limits of a group's number, and those in the far tails, which several gaps read.
struct limits_of_side {
  known_limits near, far;
};

class group_extremes {
 public:
  /// `groups`: the evidence about each group of `shown`, with its known limits. Groups without a finite value or without limits do not
  /// count.
  group_extremes(prepared const& ready, series const& s, std::uint32_t partition,
                 std::span<std::shared_ptr<line_evidence const> const> groups, std::span<limits_of_side> known,
                 std::vector<std::uint32_t> const& shown, family_multipliers const& multipliers);
  static bool has_value(line_evidence const& of) { return std::isfinite(of.get().point.number); }
  /// Nothing if fewer than two groups count.
  void append_to(std::vector<comparison_row>& out) const;

 private:
  /// A value, and its limits at three levels.
  struct levels {
    confidence pointwise, simultaneous, sidak;
  };
  void add_group(evidence const& e, limits_of_side& known, std::uint32_t number, levels const& at);
  comparison_row begin(comparison_kind kind, comparison_scale scale) const;
  interval as_shown(interval i) const;
  comparison_row range() const;
  comparison_row ratio_of(comparison_row const& range) const;
  comparison_row worst() const;
  comparison_row spread(comparison_kind kind) const;

  prepared const& ready_;
  series const& series_;
  std::uint32_t partition_;
  bool has_limits_;
  std::vector<limits_of_group> limits_;
  std::vector<value_and_se> with_errors_;
  std::vector<std::uint32_t> number_;  ///< of each entry of limits_
  group_heterogeneity heterogeneity_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
