// SPDX-License-Identifier: Apache-2.0
// Sorting many rows in place gives the ordering of `rank`, for every type.
#include "ordering/rank_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class T>
class rank_rows_of : public ::testing::Test {};
using types = ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                               std::uint64_t, float, double>;
TYPED_TEST_SUITE(rank_rows_of, types);

TYPED_TEST(rank_rows_of, equals_rank) {
  using T = TypeParam;
  testing::dice roll(1);
  for (std::size_t n : {0u, 1u, 2u, 3u, 64u, 65u, 1023u, 1024u, 1025u, 5003u})
    for (std::uint32_t levels : {1u, 3u, 100u, 0u}) {
      std::vector<T> score(n);
      for (auto& x : score) {
        if (levels > 0)
          x = static_cast<T>(roll.below(levels));
        else if constexpr (std::is_integral_v<T>)
          x = static_cast<T>(roll());
        else
          x = static_cast<T>(roll.uniform() - .5);
        if constexpr (std::is_floating_point_v<T>) {
          auto const special = roll.below(12);
          if (special == 0) x = -T{0};
          if (special == 1) x = T{0};
          if (special == 2) x = std::numeric_limits<T>::denorm_min();
          if (special == 3) x = std::numeric_limits<T>::lowest();
        }
      }
      auto const expected = rank(column_of(score)), in_place = rank_rows(column_of(score), {}, 0);
      EXPECT_EQ(in_place.row, expected.row);
      EXPECT_EQ(in_place.tie_ends, expected.tie_ends);
    }
}

TEST(rank_rows, tells_apart_what_shares_the_first_32_bits_of_its_key) {
  testing::dice roll(2);
  for (double outlier : {1.0, 2.0, -1e300})
    for (std::uint32_t n_near : {2u, 50u, 1u << 20}) {
      std::vector<double> score(3000, 1.0);
      for (auto& x : score) x += static_cast<double>(roll.below(n_near)) * 0x1p-52;  // equal in 32 bits, with an outlier
      score[1234] = outlier;
      auto const expected = rank(column_of(score)), in_place = rank_rows(column_of(score), {}, 0);
      EXPECT_EQ(in_place.row, expected.row);
      EXPECT_EQ(in_place.tie_ends, expected.tie_ends);
    }
  std::vector<std::int64_t> whole(3000);
  for (auto& x : whole) x = static_cast<std::int64_t>(roll.below(1000)) << (roll.below(2) ? 50 : 0);
  EXPECT_EQ(rank_rows(column_of(whole), {}, 0).row, rank(column_of(whole)).row);
  EXPECT_EQ(rank_rows(column_of(whole), {}, 0).tie_ends, rank(column_of(whole)).tie_ends);
}

TEST(rank_rows, stops_when_it_is_told_to) {
  std::vector<double> const score(100'000, .5);
  std::atomic<bool> raised = true;
  EXPECT_THROW(static_cast<void>(rank_rows(column_of(score), stop_flag(&raised))), stopped);
  raised = false;
  EXPECT_EQ(rank_rows(column_of(score), stop_flag(&raised)).size(), score.size());
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
