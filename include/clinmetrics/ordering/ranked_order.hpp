// SPDX-License-Identifier: Apache-2.0
// The rows of a cohort by descending score, equal scores in order of row, with the positions at which equal scores end.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "clinmetrics/core/column.hpp"
#include "clinmetrics/core/detail/sort_key.hpp"
#include "clinmetrics/core/unset_vector.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ranked_order {
  unset_vector<std::uint32_t> row;                  ///< rows, highest score first
  std::vector<std::uint64_t> tie_ends;              ///< bit i: the score at position i differs from that at i + 1, or i is the last
  std::shared_ptr<void const> on_device = nullptr;  ///< the same on a device, if the backend that made it keeps it there
  bool ends_tie(std::size_t i) const { return tie_ends[i / 64] >> (i % 64) & 1; }
  std::size_t size() const { return row.size(); }
};

namespace detail {

template <class Key>
struct keyed_row {
  Key key;
  std::uint32_t row;
};

/// Stable sort by ascending key, 11 bits at a time from the lowest; a digit that is the same in all keys costs one pass.
template <class Key>
void radix_sort(std::vector<keyed_row<Key>>& rows) {
  constexpr int digit_bits = 11, n_digits = (8 * sizeof(Key) + digit_bits - 1) / digit_bits;
  constexpr std::size_t n_values = std::size_t{1} << digit_bits;
  std::vector<std::array<std::uint32_t, n_values>> counts(n_digits);
  for (auto const& r : rows)
    for (int d = 0; d < n_digits; ++d) ++counts[static_cast<std::size_t>(d)][r.key >> (d * digit_bits) & (n_values - 1)];
  std::vector<keyed_row<Key>> scratch(rows.size());
  for (int d = 0; d < n_digits; ++d) {
    auto& place = counts[static_cast<std::size_t>(d)];
    if (place[rows.front().key >> (d * digit_bits) & (n_values - 1)] == rows.size()) continue;
    std::uint32_t begin = 0;
    for (auto& p : place) begin += std::exchange(p, begin);
    for (auto const& r : rows) scratch[place[r.key >> (d * digit_bits) & (n_values - 1)]++] = r;
    rows.swap(scratch);
  }
}

template <class Key>
ranked_order rank_keys(std::vector<keyed_row<Key>>& rows) {
  ranked_order order;
  std::size_t const n = rows.size();
  order.row.resize(n);
  order.tie_ends.assign(n / 64 + 1, 0);
  if (n == 0) return order;
  if (n < 1024)
    std::stable_sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.key < b.key; });
  else
    radix_sort(rows);
  for (std::size_t i = 0; i < n; ++i) {
    order.row[i] = rows[i].row;
    if (i + 1 == n || rows[i].key != rows[i + 1].key) order.tie_ends[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  return order;
}

}  // namespace detail

/// Sorts by the scores' own type; doubles are never converted to floats, because this would create ties. Cost O(n).
inline ranked_order rank(column const& score) {
  return visit(score, [&]<class T>(strided<T> item) {
    using Key = decltype(detail::sort_key(T{}));
    std::vector<detail::keyed_row<Key>> rows(score.size);
    for (std::size_t i = 0; i < score.size; ++i) rows[i] = {static_cast<Key>(~detail::sort_key(item[i])), static_cast<std::uint32_t>(i)};
    return detail::rank_keys(rows);
  });
}

/// A threshold as a position: the number of rows with score >= threshold.
struct cut {
  std::uint32_t position;
  bool rounds;  ///< rounding the threshold to the scores' type would change the class of a row
};

inline cut cut_at(column const& score, ranked_order const& order, double threshold) {
  return visit(score, [&]<class T>(strided<T> item) {
    auto const count = [&](auto const& is_at_least) {
      auto const at = std::partition_point(order.row.begin(), order.row.end(), [&](std::uint32_t row) { return is_at_least(item[row]); });
      return static_cast<std::uint32_t>(at - order.row.begin());
    };
    auto const exact = count([&](T x) { return static_cast<double>(x) >= threshold; });
    if constexpr (std::is_same_v<T, float>) {
      auto const rounded = static_cast<float>(threshold);
      return cut{exact, count([&](float x) { return x >= rounded; }) != exact};
    } else {
      return cut{exact, false};
    }
  });
}

}  // namespace CLINMETRICS_NAMESPACE
