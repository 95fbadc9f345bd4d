// SPDX-License-Identifier: Apache-2.0
#include "unit_index.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The rows by unit, those of a unit in their own order. Units are numbered from 0 without gaps, so that counting sorts them.
std::vector<std::uint32_t> rows_by_unit(design const& rows, stop_flag stop) {
  std::vector<std::uint32_t> by_unit(rows.n_rows());
  if (rows.unit.empty()) {
    std::iota(by_unit.begin(), by_unit.end(), 0u);
    return by_unit;
  }
  std::vector<std::uint32_t> place(rows.n_units() + 1);
  for_rows(rows.n_rows(), stop, [&](std::size_t row) { ++place[rows.unit[row] + 1]; });
  std::partial_sum(place.begin(), place.end(), place.begin());
  for_rows(rows.n_rows(), stop, [&](std::size_t row) { by_unit[place[rows.unit[row]]++] = static_cast<std::uint32_t>(row); });
  return by_unit;
}

}  // namespace

unit_index::unit_index(design const& rows, partition const& groups, stop_flag stop)
    : row_(rows_by_unit(rows, stop)), begin_(groups.n_groups() + 1) {
  if (groups.n_groups() == 1) {
    begin_.back() = row_.size();
    return;
  }
  for_rows(row_.size(), stop, [&](std::size_t row) { ++begin_[groups.group_of(row) + 1]; });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  auto place = begin_;
  auto const by_unit = std::exchange(row_, std::vector<std::uint32_t>(row_.size()));
  for_rows(row_.size(), stop, [&](std::size_t i) { row_[place[groups.group_of(by_unit[i])]++] = by_unit[i]; });
}

std::uint32_t stratum_of(design const& rows, std::uint32_t row) {
  if (!rows.is_stratified) return 0;
  auto const& b = rows.stratum_begin;
  return static_cast<std::uint32_t>(std::upper_bound(b.begin(), b.end(), rows.unit_of(row)) - b.begin() - 1);
}

class_counts count_units(cohort const& rows, std::span<std::uint32_t const> group_rows, stop_flag stop) {
  class_counts c;
  auto const events = rows.events();
  if (!rows.is_clustered) {
    c.all = group_rows.size();
    if (!events.empty()) for_rows(c.all, stop, [&](std::size_t i) { c.positive += events[group_rows[i]]; });
    c.negative = c.all - c.positive;
    return c;
  }
  for_each_unit(rows, group_rows, [&](auto unit) {
    auto const positive = [&](auto row) { return !events.empty() && events[row] != 0; };
    stop.check(c.all++);
    c.positive += std::any_of(unit.begin(), unit.end(), positive);
    c.negative += !std::all_of(unit.begin(), unit.end(), positive);
  });
  return c;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
