// SPDX-License-Identifier: Apache-2.0
// The rows of each group, unit by unit, and the numbers of units.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

class unit_index {
 public:
  unit_index(design const& rows, partition const& groups, stop_flag stop = {});
  /// The rows of a group by ascending unit.
  std::span<std::uint32_t const> rows_of(std::size_t group) const {
    return std::span(row_).subspan(begin_[group], begin_[group + 1] - begin_[group]);
  }

 private:
  std::vector<std::uint32_t> row_;
  std::vector<std::size_t> begin_;
};

/// Calls f(unit's rows) for each unit of a group, whose rows are in the order of a unit_index.
template <class F>
void for_each_unit(design const& rows, std::span<std::uint32_t const> group_rows, F&& f) {
  for (std::size_t begin = 0; begin < group_rows.size();) {
    std::size_t end = begin + 1;
    while (end < group_rows.size() && rows.unit_of(group_rows[end]) == rows.unit_of(group_rows[begin])) ++end;
    f(group_rows.subspan(begin, end - begin));
    begin = end;
  }
}

/// The sum of the weights of a unit's rows.
inline double weight_of_unit(design const& rows, std::span<std::uint32_t const> unit) {
  double sum = 0;
  for (auto row : unit) sum += static_cast<double>(rows.weight_of(row));
  return sum;
}

/// The stratum of a row's unit; 0 without strata.
std::uint32_t stratum_of(design const& rows, std::uint32_t row);

/// The numbers of units with rows, with positive rows, and with negative rows. Without events, every row counts as negative.
class_counts count_units(cohort const& rows, std::span<std::uint32_t const> group_rows, stop_flag stop = {});

}  // namespace CLINMETRICS_NAMESPACE::engine
