// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 5: 90-digit roots, the equation it solves, separation.
#include "clinmetrics/inference/newcombe5.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double z = 1.959963984540054;

/// As published, before any rearrangement.
double variance(double t, double n_positive, double n_negative) {
  double const m = (n_positive + n_negative) / 2 - 1;
  return t * (1 - t) * (1 + m * (1 - t) / (2 - t) + m * t / (1 + t)) / (n_positive * n_negative);
}

TEST(Newcombe5, ToTwelveDigits) {
  testing::expect_golden("inference/newcombe5.csv", 200, [](auto const& r) { return newcombe5(r[0], r[1], r[2], r[3]); });
}

TEST(Newcombe5, SolvesItsEquation) {
  for (double a : {.05, .5, .73, .99}) {
    auto const i = newcombe5(a, 41, 72, .95);
    EXPECT_NEAR(a - i.lower, z * std::sqrt(variance(i.lower, 41, 72)), 1e-14);
    EXPECT_NEAR(i.upper - a, z * std::sqrt(variance(i.upper, 41, 72)), 1e-14);
  }
}

TEST(Newcombe5, SeparationKeepsItsWidth) {
  auto const one = newcombe5(1, 5, 45, .95), none = newcombe5(0, 5, 45, .95);
  EXPECT_NEAR(one.lower, .7878, 5e-5);
  EXPECT_EQ(one.upper, 1);
  EXPECT_EQ(none.lower, 0);
  EXPECT_NEAR(none.upper, 1 - one.lower, 1e-15);
  auto const nearly = newcombe5(1 - 1e-15, 5, 45, .95);
  EXPECT_NEAR(nearly.lower, one.lower, 1e-12) << "no jump at A = 1";
}

TEST(Newcombe5, OneRowAgainstOneByHand) {  // m = 0: A = 1 gives 1 − t = z²·t
  EXPECT_NEAR(newcombe5(1, 1, 1, .95).lower, 1 / (1 + z * z), 1e-15);
  testing::expect_limits(newcombe5(.5, 1, 1, .95), .5 - z / 2 / std::sqrt(1 + z * z), .5 + z / 2 / std::sqrt(1 + z * z),
                         1e-15);  // Wilson's, 1 of 2 in 1
}

TEST(Newcombe5, MirrorsNestsAndForgetsWhichClassIsWhich) {
  for (double a : {0.0, .1, .5, .8, 1.0})
    for (double n : {2.0, 5.0, 100.0}) {
      auto const i = newcombe5(a, n, 30, .95), flipped = newcombe5(1 - a, n, 30, .95), swapped = newcombe5(a, 30, n, .95);
      testing::expect_limits(i, 1 - flipped.upper, 1 - flipped.lower, 1e-14);
      testing::expect_limits(i, swapped.lower, swapped.upper, 1e-15);
      testing::expect_within(newcombe5(a, n, 30, .9), i);
      EXPECT_TRUE(i.lower <= a && a <= i.upper && i.lower < i.upper);
    }
}

TEST(Newcombe5, NothingMeansNothing) {
  testing::expect_none(newcombe5(.5, 0, 3, .95), interval_status::undefined_value);
  testing::expect_none(newcombe5(std::nan(""), 3, 3, .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
