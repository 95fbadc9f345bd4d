// SPDX-License-Identifier: Apache-2.0
// The size of each group of a partition, and which groups are shown.
#pragma once
#include <array>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Of positive and of negative rows.
struct class_weights {
  double positive, negative;
};

class group_sizes {
 public:
  /// Groups with fewer units than `least_units` are hidden: they are listed with their number of rows, and nothing else is shown.
  group_sizes(cohort const& rows, partition const& groups, std::size_t least_units, stop_flag stop);

  group_size const& operator[](std::size_t group) const { return sizes_[group]; }
  /// Σw and Σw² over the rows of a group, in units of weight_scale: whole numbers, so that the order of rows has no effect.
  u128 weight_sum(std::size_t group) const { return sums_[group][0].weight + sums_[group][1].weight; }
  u128 weight_squares(std::size_t group) const { return sums_[group][0].square + sums_[group][1].square; }
  /// Σw over the rows of each class, also in these units.
  class_weights weights(std::size_t group) const;
  /// The mean weight of the rows of each class, in which each row counts by its weight: Σw²/Σw. Of an empty class: that of the other one.
  class_weights mean_weights(std::size_t group) const;
  bool is_hidden(std::size_t group) const { return sizes_[group].n_units < least_units_; }
  /// The groups that are not hidden, ascending.
  std::vector<std::uint32_t> const& shown() const { return shown_; }
  /// The place of a group among those shown.
  std::size_t place_of(std::size_t group) const;

 private:
  struct weight_sums {
    u128 weight = 0, square = 0;
  };
  void count_rows(cohort const& rows, partition const& groups, stop_flag stop);

  std::size_t least_units_;
  std::vector<group_size> sizes_;
  std::vector<std::array<weight_sums, 2>> sums_;  ///< of rows without and with the event
  std::vector<std::uint32_t> shown_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
