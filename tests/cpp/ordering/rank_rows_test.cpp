// SPDX-License-Identifier: Apache-2.0
// Recycled memory and sorting in place give the ordering of `rank`, for every type of score, with ties.
#include "ordering/rank_rows.hpp"

#include <gtest/gtest.h>

#include <random>

namespace clinmetrics {
namespace {

template <class T>
class rank_rows_test : public ::testing::Test {};

using score_types = ::testing::Types<float, double, std::int8_t, std::uint16_t, std::int32_t, std::int64_t, std::uint64_t>;
TYPED_TEST_SUITE(rank_rows_test, score_types);

TYPED_TEST(rank_rows_test, gives_the_ordering_of_rank) {
  std::mt19937_64 dice(7);
  for (std::size_t n : {0u, 1u, 2u, 3u, 63u, 64u, 65u, 127u, 1000u, 1023u, 1024u, 4099u, 20011u})
    for (unsigned n_values : {1u, 2u, 50u, 1u << 30}) {
      std::vector<TypeParam> score(n);
      for (auto& s : score) s = static_cast<TypeParam>(static_cast<TypeParam>(dice() % n_values) - static_cast<TypeParam>(3));
      auto const expected = rank(column_of(score));
      for (std::size_t in_place_from : {std::size_t{0}, sorted_in_place}) {
        auto const got = rank_rows(column_of(score), in_place_from);
        EXPECT_EQ(got.row, expected.row) << n << " rows, " << n_values << " values";
        EXPECT_EQ(got.tie_ends, expected.tie_ends);
      }
    }
}

}  // namespace
}  // namespace clinmetrics
