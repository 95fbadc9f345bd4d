// SPDX-License-Identifier: Apache-2.0
// Combinations against their definition: the place of a row's values among the distinct tuples of values in ascending order.
#include "clinmetrics/core/combinations.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(combinations, are_numbered_in_the_order_of_their_values) {
  testing::dice roll(3);
  for (std::size_t n : {0u, 1u, 2u, 300u, 5000u})
    for (std::vector<std::uint32_t> const& n_values :  // the last two have more combinations than a table could hold
         {std::vector<std::uint32_t>{}, {1}, {7}, {3, 2, 5}, {100'000, 3}, {~0u, ~0u, ~0u}}) {
      combinations found(n);
      std::vector<std::vector<std::uint32_t>> values(n);
      for (auto limit : n_values) {
        for (auto& v : values) v.push_back(roll.below(4) == 0 ? limit - 1 : roll.below(std::min(limit, 50u)));
        found.add(limit, {}, [&](std::size_t row) { return values[row].back(); });
      }
      std::set<std::vector<std::uint32_t>> const distinct(values.begin(), values.end());
      found.close_gaps({});
      EXPECT_EQ(found.bound(), distinct.size());
      for (std::size_t row = 0; row < n; ++row)
        ASSERT_EQ(found.of_row()[row], static_cast<std::size_t>(std::distance(distinct.begin(), distinct.find(values[row]))));
    }
}

TEST(combinations, stop) {
  std::atomic<bool> const raised{true};
  for (std::uint64_t n_values : {2u, 1u << 30}) {
    combinations of(10);
    EXPECT_THROW(of.add(n_values, stop_flag(&raised), [](std::size_t) { return 1u; }), stopped);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
