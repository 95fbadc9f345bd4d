// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 10 of paired proportions: another tool's numbers, φ by hand, laws.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "inference/golden_table.hpp"
#include "tables.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(NewcombePaired, AsOtherToolsPrint) {  // contingencytables for R, complete response (Cavo et al. 2012)
  testing::expect_limits(newcombe_paired({59, 6, 16, 80}, .95), -.1186, -.0046, 5e-5);
}

TEST(NewcombePaired, PhiByHand) {
  EXPECT_NEAR(newcombe_phi({20, 5, 5, 20}), (375 - 25) / 625., 1e-16) << "less n/2";
  EXPECT_EQ(newcombe_phi({2, 1, 1, 1}), 0) << "1 is from 0 to n/2";
  EXPECT_EQ(newcombe_phi({4, 2, 2, 2}), 0) << "4 is from 0 to n/2";
  EXPECT_EQ(newcombe_phi({2, 2, 2, 2}), 0);
  EXPECT_NEAR(newcombe_phi({1, 5, 4, 2}), -18 / std::sqrt(1260.), 1e-16) << "a negative one stays";
  EXPECT_EQ(newcombe_phi({0, 3, 3, 0}), -1);
  for (paired_table t : {paired_table{5, 2, 0, 0}, {5, 0, 2, 0}, {0, 2, 0, 5}, {0, 0, 2, 5}, {7, 0, 0, 0}})
    EXPECT_EQ(newcombe_phi(t), 0) << "an empty margin";
}

TEST(NewcombePaired, ByItsFormula) {
  paired_table const t{20, 9, 3, 18};
  double const p = 29 / 50., q = 23 / 50., phi = newcombe_phi(t);
  auto const a = wilson({29, 50}, .9), b = wilson({23, 50}, .9);
  auto const third_side = [&](double x, double y) { return std::sqrt(x * x - 2 * phi * x * y + y * y); };
  testing::expect_limits(newcombe_paired(t, .9), p - q - third_side(p - a.lower, b.upper - q), p - q + third_side(a.upper - p, q - b.lower),
                         1e-15);
}

TEST(NewcombePaired, ASwapNegatesNestsAndContains) {
  testing::for_each_table(7, [](paired_table const& t) {
    auto const i = newcombe_paired(t, .95), swapped = newcombe_paired(t.swapped(), .95);
    EXPECT_EQ(i.lower, -swapped.upper);
    EXPECT_EQ(i.upper, -swapped.lower);
    testing::expect_within(newcombe_paired(t, .9), i);
    double const seen = (t.first - t.second) / t.total();
    EXPECT_TRUE(-1 <= i.lower && i.lower <= seen + 1e-15 && seen - 1e-15 <= i.upper && i.upper <= 1);
    if (t.first + t.second == 0) {
      EXPECT_TRUE(i.lower < 0 && i.upper == -i.lower);
    }
  });
}

TEST(NewcombePaired, NothingMeansNothing) {
  for (auto const& t : testing::not_tables) {
    testing::expect_none(newcombe_paired(t, .95), interval_status::undefined_value);
    EXPECT_TRUE(std::isnan(newcombe_phi(t)));
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
