// SPDX-License-Identifier: Apache-2.0
// What single rows contribute to the interval of the rest of a group, for independent rows: their values, and the values without them.
#pragma once
#include <array>
#include <span>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/wide.hpp"
#include "jackknife.hpp"
#include "rest_of_each.hpp"
#include "values_without.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// How the values of the rows outside each group differ. `values`: the metric of each row alone; `score`: null if the metric does not read
/// the least and the greatest score.
std::vector<row_spread> spread_of_rests(std::span<double const> values, column const* score, partition const& groups, stop_flag stop);

/// The amounts that single rows outside each group add to a sum, of negative and of positive rows.
struct amounts_by_class : std::array<spread_so_far, 2> {
  amounts_by_class& operator+=(amounts_by_class const& o) {
    for (std::size_t i = 0; i < size(); ++i) (*this)[i] += o[i];
    return *this;
  }
};
std::vector<amounts_by_class> amounts_of_rests(std::span<std::uint8_t const> events, partition const& groups,
                                               std::span<std::uint64_t const> amounts, stop_flag stop);

/// Collects the values of a metric of the tally sums_of without single rows. `slots`: its sums, that is the numbers of negative and of
/// positive rows, and the sum of the amounts in two words.
class values_without_amounts {
 public:
  values_without_amounts(metric_instance const& metric, pass_list const& passes, std::size_t place, std::span<std::uint64_t const> slots);
  /// So many rows of a class, each with this amount.
  void add(bool event, i128 amount, double n_rows);
  deletions take() && { return std::move(values_).take(); }

 private:
  pass_list const& passes_;
  std::size_t place_;
  std::span<std::uint64_t const> slots_;
  std::vector<std::uint64_t> left_, words_;
  values_without values_;
};

/// The same from the mean and the standard deviation of the amounts of each class: two amounts that have both stand for them. The standard
/// error of the jackknife is that of all rows up to a share of about one part in their number, because a value is nearly linear in the
/// amount that is left out.
deletions deletions_by_class(values_without_amounts values, amounts_by_class const& amounts);

}  // namespace CLINMETRICS_NAMESPACE::engine
