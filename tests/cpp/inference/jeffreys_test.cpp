// SPDX-License-Identifier: Apache-2.0
// Jeffreys' interval: published numbers, 60-digit ones, laws.
#include "clinmetrics/inference/jeffreys.hpp"

#include <gtest/gtest.h>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_limits;

TEST(Jeffreys, AsOtherToolsPrint) {
  expect_limits(jeffreys({81, 263}, .95), .254522, .365647, 5e-7);
  expect_limits(jeffreys({0, 20}, .95), 0, .116639, 5e-7);
}

TEST(Jeffreys, ToTwelveDigits) {
  testing::expect_golden("inference/jeffreys.csv", 280, [](auto const& r) { return jeffreys({r[0], r[1]}, r[2]); });
}

TEST(Jeffreys, LiesWithinClopperPearsonAwayFromTheEnds) {
  for (double n : {3.0, 20.0, 263.0})
    for (double x = 1; x < n; ++x) testing::expect_within(jeffreys({x, n}, .95), clopper_pearson({x, n}, .95));
}

TEST(Jeffreys, ComplementMirrorsAndLevelsNest) {
  for (double n : {1.0, 5.0, 29.0, 1000.0})
    for (double x = 0; x <= n; x += n / 5) {
      auto const a = jeffreys({x, n}, .95), b = jeffreys({n - x, n}, .95);
      expect_limits(a, 1 - b.upper, 1 - b.lower, 1e-14);
      testing::expect_within(jeffreys({x, n}, .9), a);
    }
}

TEST(Jeffreys, ReachesZeroAndOneWhereTheDataDo) {
  for (double n : {1.0, 7.5, 20.0, 1e6})
    for (double level : {.5, .95, .999}) {
      EXPECT_EQ(jeffreys({0, n}, level).lower, 0);
      EXPECT_EQ(jeffreys({n, n}, level).upper, 1);
      EXPECT_GT(jeffreys({n / 2, n}, level).lower, 0);
      EXPECT_LT(jeffreys({n / 2, n}, level).upper, 1);
      EXPECT_LT(jeffreys({0, n}, level).upper, 1);
    }
}

TEST(Jeffreys, NothingMeansNothing) { testing::expect_none(jeffreys({0, 0}, .95), interval_status::undefined_value); }

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
