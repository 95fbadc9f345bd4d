// SPDX-License-Identifier: Apache-2.0
// A threshold as a position: score >= threshold, compared exactly; a float column reports when rounding the threshold would change the
// class of a row.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/ordering/ranked_order.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double huge = std::numeric_limits<double>::max(), least = std::numeric_limits<double>::denorm_min();

template <class T>
void expect_cuts(std::vector<T> const& score, std::vector<double> const& thresholds) {
  auto const c = column_of(score);
  auto const order = rank(c);
  for (double t : thresholds) {
    auto const is_flagged = [t](T x) { return static_cast<double>(x) >= t; };
    auto const position = cut_at(c, order, t).position;
    EXPECT_EQ(position, std::count_if(score.begin(), score.end(), is_flagged)) << t;
    EXPECT_TRUE(position == 0 || order.ends_tie(position - 1)) << "a cut never splits equal scores";
  }
}

template <class T>
class cut_at_of : public ::testing::Test {};
using types = ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                               std::uint64_t, float, double>;
TYPED_TEST_SUITE(cut_at_of, types);

TYPED_TEST(cut_at_of, counts_the_scores_at_or_above) {
  using T = TypeParam;
  testing::dice roll(1);
  for (std::size_t n : {0u, 1u, 2u, 3u, 64u, 65u, 500u, 1500u}) {
    std::vector<T> score(n);
    for (auto& x : score) x = static_cast<T>(roll.below(20));
    std::vector<double> thresholds{-huge, -1, -least, -0., 0, least, 19, 20, huge};
    for (int k = 0; k < 30; ++k) thresholds.push_back(roll.below(80) / 4.);
    for (auto x : score)
      thresholds.push_back(std::nextafter(static_cast<double>(x), 100.)), thresholds.push_back(std::nextafter(static_cast<double>(x), -1.));
    expect_cuts(score, thresholds);
  }
}

TEST(cut_at, both_ends) {
  std::vector<double> const score{.2, .2, .7};
  auto const order = rank(column_of(score));
  EXPECT_EQ(cut_at(column_of(score), order, .7).position, 1u);
  EXPECT_EQ(cut_at(column_of(score), order, std::nextafter(.7, 1.)).position, 0u);
  EXPECT_EQ(cut_at(column_of(score), order, .2).position, 3u);
  EXPECT_EQ(cut_at(column_of(score), order, std::nextafter(.2, 1.)).position, 1u);
}

TEST(cut_at, minus_zero_is_zero) {
  std::vector<double> const score{-0., 0., -1};
  auto const order = rank(column_of(score));
  EXPECT_EQ(cut_at(column_of(score), order, 0.).position, 2u);
  EXPECT_EQ(cut_at(column_of(score), order, -0.).position, 2u);
}

TEST(cut_at, tells_where_rounding_the_threshold_would_move_a_row) {
  std::vector<float> const score{.7f, .3f};  // .7f is below .7, .3f above .3
  auto const order = rank(column_of(score));
  auto const high = cut_at(column_of(score), order, .7), low = cut_at(column_of(score), order, .3);
  EXPECT_EQ(high.position, 0u);
  EXPECT_TRUE(high.rounds);
  EXPECT_EQ(low.position, 2u);
  EXPECT_FALSE(low.rounds);
  EXPECT_FALSE(cut_at(column_of(score), order, .5).rounds);
  EXPECT_FALSE(cut_at(column_of(score), order, huge).rounds);
  EXPECT_FALSE(cut_at(column_of(score), order, -huge).rounds);
}

TEST(cut_at, a_double_column_never_rounds) {
  std::vector<double> const score{static_cast<double>(.7f), .3};
  EXPECT_FALSE(cut_at(column_of(score), rank(column_of(score)), .7).rounds);
}

TEST(cut_at, extremes_of_the_integers) {
  constexpr auto low = std::numeric_limits<std::int64_t>::min(), high = std::numeric_limits<std::int64_t>::max();
  expect_cuts(std::vector<std::int64_t>{low, -1, 0, 1, high}, {-0x1p63, -0x1.8p63, -1, 0, .5, 0x1p62, 0x1p63, 0x1.8p63});
  expect_cuts(std::vector<std::uint64_t>{0, 1, ~std::uint64_t{0}}, {-1, 0, .5, 0x1p63, 0x1p64, 0x1.8p64});
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
