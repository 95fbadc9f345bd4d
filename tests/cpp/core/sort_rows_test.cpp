// SPDX-License-Identifier: Apache-2.0
// Rows sorted by digits are the rows of a stable comparison sort, for few rows and for many, and the sort stops on request.
#include "clinmetrics/core/detail/sort_rows.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using rows_in_order = std::vector<std::uint32_t>;

rows_in_order all_rows(std::size_t n) {
  rows_in_order order(n);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

void expect_as_by_comparison(std::vector<std::int64_t> const& key, rows_in_order order) {
  auto expected = order;
  std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return key[a] < key[b]; });
  detail::sort_rows(order, key, {});
  EXPECT_EQ(order, expected) << key.size() << " rows";
}

TEST(sort_rows, is_a_stable_sort_at_every_size_and_range) {
  constexpr std::int64_t low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
  testing::dice roll(3);
  for (std::size_t n : {0, 1, 2, 3, 100, 2047, 2048, 2049, 5003, 40'000})
    for (std::uint64_t range : {1ull, 2ull, 2048ull, 2049ull, 1ull << 22, (1ull << 22) + 1, 1ull << 40, 0ull}) {
      std::vector<std::int64_t> key(n);
      for (auto& k : key) {
        auto const bits = static_cast<std::uint64_t>(roll.below(1u << 31)) << 33 ^ static_cast<std::uint64_t>(roll.below(1u << 31)) << 2;
        k = range == 0 ? static_cast<std::int64_t>(bits) : static_cast<std::int64_t>(bits >> 2) % static_cast<std::int64_t>(range);
      }
      expect_as_by_comparison(key, all_rows(n));
      if (n > 3) key[n / 2] = low, key[n / 3] = high, key[1] = -1;
      auto backwards = all_rows(n);
      std::reverse(backwards.begin(), backwards.end());
      expect_as_by_comparison(key, backwards);
    }
}

TEST(sort_rows, stops_when_it_is_told_to) {
  std::vector<std::int64_t> key(100'000);
  std::iota(key.rbegin(), key.rend(), 0);
  std::atomic<bool> raised = true;
  auto order = all_rows(key.size());
  EXPECT_THROW(detail::sort_rows(order, key, stop_flag(&raised)), stopped);
  raised = false;
  EXPECT_NO_THROW(detail::sort_rows(order, key, stop_flag(&raised)));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
