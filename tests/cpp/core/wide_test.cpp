// SPDX-License-Identifier: Apache-2.0
// 128-bit sums in two words, and the integer square root.
#include "clinmetrics/core/wide.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

TEST(wide, halves_and_back) {
  for (std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1}, most})
    for (std::uint64_t high : {std::uint64_t{0}, std::uint64_t{1}, most}) {
      EXPECT_EQ(low_half(wide(low, high)), low);
      EXPECT_EQ(high_half(wide(low, high)), high);
    }
}

TEST(wide, adding_carries_into_the_high_word) {
  std::uint64_t low = most, high = 0;
  add_wide(low, high, 1);
  EXPECT_EQ(low, 0u);
  EXPECT_EQ(high, 1u);
  add_wide(low, high, wide(most, 7));
  EXPECT_EQ(low, most);
  EXPECT_EQ(high, 8u);
}

TEST(wide, integer_square_root_is_the_floor) {
  EXPECT_EQ(integer_sqrt(0), 0u);
  EXPECT_EQ(integer_sqrt(1), 1u);
  EXPECT_EQ(integer_sqrt(3), 1u);
  EXPECT_EQ(integer_sqrt(4), 2u);
  EXPECT_EQ(integer_sqrt(~u128{0}), most);
  testing::dice roll(1);
  for (int i = 0; i < 10'000; ++i) {
    std::uint64_t const root = roll() >> (i % 64);
    u128 const square = static_cast<u128>(root) * root;
    EXPECT_EQ(integer_sqrt(square), root);
    EXPECT_EQ(integer_sqrt(square + root), root);
    EXPECT_EQ(integer_sqrt(square + 2 * static_cast<u128>(root)), root);  // (r + 1)² − 1 = r² + 2r
    if (root > 0) {
      EXPECT_EQ(integer_sqrt(square - 1), root - 1);
    }
  }
}

TEST(wide, power_of_two) {
  for (int e : {-1022, -52, -1, 0, 1, 64, 127, 1023}) EXPECT_EQ(power_of_two(e), std::ldexp(1.0, e));
}

TEST(wide, the_nearest_double_is_that_of_the_compiler) {
  testing::dice roll(2);
  auto const expect_same = [](u128 x) { EXPECT_EQ(as_double(x), static_cast<double>(x)) << high_half(x) << ' ' << low_half(x); };
  for (int bit = 0; bit < 128; ++bit) {
    u128 const power = static_cast<u128>(1) << bit;
    for (u128 x : {power - 1, power, power + 1}) expect_same(x);
    for (int i = 0; i < 500; ++i) expect_same(wide(roll(), roll()) >> bit);
    if (bit < 54) continue;
    for (int i = 0; i < 50; ++i) {  // ties: halfway between two doubles, and beside it
      u128 const tie = power | static_cast<u128>(roll() >> 12) << (bit - 52) | static_cast<u128>(1) << (bit - 53);
      for (u128 x : {tie - 1, tie, tie + 1}) expect_same(x);
    }
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
