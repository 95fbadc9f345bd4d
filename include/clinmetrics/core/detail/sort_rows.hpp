// SPDX-License-Identifier: Apache-2.0
// Sorts rows by an integer key, in passes that check the stop flag: a comparison sort of many rows could not be interrupted.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

inline constexpr std::size_t rows_worth_digits = 2048;  ///< for fewer rows, filling the tables of digits takes longer than comparing

/// Sorts the rows by key, ascending; rows with equal keys keep their order.
inline void sort_rows(std::vector<std::uint32_t>& order, std::span<std::int64_t const> key, stop_flag stop) {
  if (order.size() < rows_worth_digits) {
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key[a] < key[b]; });
    return;
  }
  constexpr int digit_bits = 11;
  constexpr std::size_t n_values = std::size_t{1} << digit_bits;
  auto least = key[order.front()], greatest = least;
  for_rows(order.size(), stop,
           [&](std::size_t i) { least = std::min(least, key[order[i]]), greatest = std::max(greatest, key[order[i]]); });
  auto const above_least = [&](std::uint32_t row) { return static_cast<std::uint64_t>(key[row]) - static_cast<std::uint64_t>(least); };
  std::uint64_t const range = static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
  std::vector<std::uint32_t> sorted(order.size());
  for (int shift = 0; shift < 64 && range >> shift != 0; shift += digit_bits) {
    auto const digit = [&](std::uint32_t row) { return above_least(row) >> shift & (n_values - 1); };
    std::array<std::uint32_t, n_values> next{};
    for_rows(order.size(), stop, [&](std::size_t i) { ++next[digit(order[i])]; });
    std::uint32_t begin = 0;
    for (auto& n : next) begin += n, n = begin - n;
    for_rows(order.size(), stop, [&](std::size_t i) { sorted[next[digit(order[i])]++] = order[i]; });
    order.swap(sorted);
  }
}

}  // namespace CLINMETRICS_NAMESPACE::detail
