// SPDX-License-Identifier: Apache-2.0
// Each combination of values that occurs in the rows has a number. The numbers increase with the first value, then the second, and so on.
#pragma once
#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows have the same number if they agree in all values that were added. Numbers can have gaps until close_gaps is called, because callers
/// need numbers without gaps only once, after the last value.
class combinations {
 public:
  explicit combinations(std::size_t n_rows) : of_row_(n_rows) {}
  /// Starts with a first value of each row.
  combinations(std::vector<std::uint32_t> value, std::uint64_t n_values) : of_row_(std::move(value)), bound_(n_values) {}

  /// Joins a value to each row's number, as number · n_values + value where that fits. value_of(row) < n_values < 2³².
  template <class ValueOf>
  void add(std::uint64_t n_values, stop_flag stop, ValueOf const& value_of);
  /// Changes the numbers to 0, 1, …, without gaps.
  void close_gaps(stop_flag stop);

  std::vector<std::uint32_t> const& of_row() const { return of_row_; }
  std::vector<std::uint32_t> take() && { return std::move(of_row_); }
  /// All numbers are below it. It is at most 4 · rows + 1,024, or what the combinations started with.
  std::uint64_t bound() const { return bound_; }

 private:
  bool fits(std::uint64_t n_numbers) const {
    return n_numbers <= std::min(4 * std::uint64_t{of_row_.size()} + 1024, std::uint64_t{1} << 32);
  }
  template <class KeyOf>
  void number_by_sort(stop_flag stop, KeyOf const& key_of);

  std::vector<std::uint32_t> of_row_;
  std::uint64_t bound_ = 1;
};

template <class ValueOf>
void combinations::add(std::uint64_t n_values, stop_flag stop, ValueOf const& value_of) {
  if (!fits(bound_ * n_values)) close_gaps(stop);
  auto const key_of = [&](std::size_t row) { return of_row_[row] * n_values + value_of(row); };
  if (!fits(bound_ * n_values)) return number_by_sort(stop, key_of);
  for_rows(of_row_.size(), stop, [&](std::size_t row) { of_row_[row] = static_cast<std::uint32_t>(key_of(row)); });
  bound_ *= n_values;
}

inline void combinations::close_gaps(stop_flag stop) {
  std::vector<std::uint32_t> number(bound_);  // of each old number: first 1 if it occurs, then its new number
  for_rows(of_row_.size(), stop, [&](std::size_t row) { number[of_row_[row]] = 1; });
  std::uint32_t n_numbers = 0;
  for (auto& k : number)
    if (k) k = n_numbers++;
  for_rows(of_row_.size(), stop, [&](std::size_t row) { of_row_[row] = number[of_row_[row]]; });
  bound_ = n_numbers;
}

/// Numbers the keys by their rank, where a table of all possible keys would be too large.
template <class KeyOf>
void combinations::number_by_sort(stop_flag stop, KeyOf const& key_of) {
  std::vector<std::uint64_t> keys(of_row_.size());
  for_rows(keys.size(), stop, [&](std::size_t row) { keys[row] = key_of(row); });
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for_rows(of_row_.size(), stop, [&](std::size_t row) {
    of_row_[row] = static_cast<std::uint32_t>(std::lower_bound(keys.begin(), keys.end(), key_of(row)) - keys.begin());
  });
  bound_ = keys.size();
}

}  // namespace CLINMETRICS_NAMESPACE
