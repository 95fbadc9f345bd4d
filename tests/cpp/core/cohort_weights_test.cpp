// SPDX-License-Identifier: Apache-2.0
// Sample weights: integers are kept, other numbers become fixed point as fine as the sum allows, equal ones count as none, zero leaves the
// row out.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "clinmetrics/core/cohort.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class T>
cohort with_weights(std::vector<T> const& weights) {
  cohort_input in;
  std::vector<int> y(weights.size());
  std::vector<double> score(weights.size());
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<int>(i % 2), score[i] = static_cast<double>(i);
  in.y_true = owned_column(y);
  in.y_score = {{"s", owned_column(score)}};
  in.sample_weight = owned_column(weights);
  return make_cohort(in);
}

using whole = std::vector<std::uint64_t>;

TEST(cohort_weights, integers_of_any_type_are_taken_as_they_are) {
  whole const expected{3, 1, 127};
  EXPECT_EQ(with_weights(std::vector<std::int8_t>{3, 1, 127}).weight, expected);
  EXPECT_EQ(with_weights(std::vector<std::uint16_t>{3, 1, 127}).weight, expected);
  EXPECT_EQ(with_weights(std::vector<std::int64_t>{3, 1, 127}).weight, expected);
  EXPECT_EQ(with_weights(std::vector<std::uint64_t>{3, 1, 127}).weight, expected);
  EXPECT_EQ(with_weights(std::vector<std::int64_t>{3, 1, 127}).weight_scale, 1);
}

TEST(cohort_weights, whole_floats_are_integers) {
  EXPECT_EQ(with_weights(std::vector<double>{3, 1, 127}).weight, (whole{3, 1, 127}));
  EXPECT_EQ(with_weights(std::vector<float>{3, 1, 127}).weight, (whole{3, 1, 127}));
  EXPECT_EQ(with_weights(std::vector<double>{3, 1, 127}).weight_scale, 1);
}

TEST(cohort_weights, zero_leaves_the_row_out_before_anything_else) {
  auto const c = with_weights(std::vector<int>{0, 3, 0, 1, 2});
  EXPECT_EQ(c.kept, (std::vector<std::uint32_t>{1, 3, 4}));
  EXPECT_EQ(c.weight, (whole{3, 1, 2}));
  EXPECT_EQ(c.n_units(), 3u);
  EXPECT_EQ(c.n_dropped, 0u);
  EXPECT_EQ(with_weights(std::vector<double>{0, .5, -0., .25}).kept, (std::vector<std::uint32_t>{1, 3}));
}

TEST(cohort_weights, equal_ones_are_none) {
  for (auto const& c :
       {with_weights(std::vector<int>{7, 7, 7}), with_weights(std::vector<int>{7, 0, 7}), with_weights(std::vector<double>{7, 7, 7})}) {
    EXPECT_FALSE(c.is_weighted());
    EXPECT_EQ(c.weight_of(0), 1u);
    EXPECT_EQ(c.weight_scale, 7);
  }
  auto const real = with_weights(std::vector<double>(1000, .1));
  EXPECT_FALSE(real.is_weighted());
  EXPECT_NEAR(real.weight_scale, .1, 1e-12);
  EXPECT_FALSE(with_weights(std::vector<int>{5}).is_weighted());
}

TEST(cohort_weights, reals_are_as_fine_as_their_sum_allows) {
  testing::dice roll(1);
  u128 const ceiling = u128{1} << 51;
  for (int round = 0; round < 300; ++round) {
    double const size = std::ldexp(1., static_cast<int>(roll.below(200)) - 100);
    std::vector<double> w(2 + roll.below(50));
    for (auto& x : w) x = size * (.001 + roll.uniform());
    auto const c = with_weights(w);
    int const bits = -std::ilogb(c.weight_scale);
    EXPECT_EQ(c.weight_scale, std::ldexp(1., -bits));
    u128 sum = 0, finer = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
      EXPECT_EQ(c.weight[i], static_cast<std::uint64_t>(std::round(std::ldexp(w[i], bits))));
      EXPECT_NEAR(static_cast<double>(c.weight[i]) * c.weight_scale, w[i], c.weight_scale / 2);
      sum += c.weight[i], finer += static_cast<u128>(std::round(std::ldexp(w[i], bits + 1)));
    }
    EXPECT_TRUE(sum <= ceiling);
    EXPECT_TRUE(finer > ceiling) << "one more binary digit would have fitted";
  }
}

TEST(cohort_weights, floats_and_doubles_of_the_same_numbers_agree) {
  std::vector<float> const narrow{.5f, .1f, 3.25f};
  std::vector<double> const exact(narrow.begin(), narrow.end());
  EXPECT_EQ(with_weights(narrow).weight, with_weights(exact).weight);
  EXPECT_EQ(with_weights(narrow).weight_scale, with_weights(exact).weight_scale);
}

TEST(cohort_weights, the_order_of_rows_does_not_change_the_scale) {
  testing::dice roll(2);
  std::vector<double> w(101);
  for (auto& x : w) x = roll.uniform() * 10;
  auto const forward = with_weights(w);
  std::reverse(w.begin(), w.end());
  auto const backward = with_weights(w);
  EXPECT_EQ(forward.weight_scale, backward.weight_scale);
  EXPECT_EQ(forward.weight, whole(backward.weight.rbegin(), backward.weight.rend()));
}

TEST(cohort_weights, the_greatest_sum_of_integers_is_two_to_the_51) {
  std::int64_t const ceiling = std::int64_t{1} << 51;
  EXPECT_EQ(with_weights(std::vector<std::int64_t>{ceiling - 1, 1}).weight, (whole{(std::uint64_t{1} << 51) - 1, 1}));
  EXPECT_THROW(with_weights(std::vector<std::int64_t>{ceiling, 1}), input_error);
  EXPECT_THROW(with_weights(std::vector<std::uint64_t>(3, ~std::uint64_t{0})), input_error);
}

TEST(cohort_weights, small_weights_survive_down_to_one_part_in_two_to_the_fifty) {
  EXPECT_NO_THROW(with_weights(std::vector<double>{.75, 0x1p-50}));
  EXPECT_THROW(with_weights(std::vector<double>{.75, 0x1p-60}), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
