// SPDX-License-Identifier: Apache-2.0
// Tango's score test and interval: 40-digit limits, another tool's numbers, closed forms, laws.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "inference/golden_table.hpp"
#include "tables.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double z2 = 1.959963984540054 * 1.959963984540054;

TEST(Tango, AsOtherToolsPrint) {  // contingencytables for R, complete response (Cavo et al. 2012)
  testing::expect_limits(tango({59, 6, 16, 80}, .95), -.1240, -.0054, 5e-5);
}

TEST(Tango, ToTwelveDigits) {
  auto const rows = testing::read_golden("compare/tango.csv");
  ASSERT_GE(rows.size(), 40u);
  for (auto const& r : rows) {
    SCOPED_TRACE(::testing::Message() << r[0] << ' ' << r[1] << ' ' << r[2] << ' ' << r[3] << ' ' << r[4]);
    auto const i = tango({r[0], r[1], r[2], r[3]}, r[4]);
    double const width = r[6] - r[5];
    testing::expect_limits(i, r[5], r[6], 1e-12 * width + 1e-16);
  }
}

TEST(Tango, TestToTwelveDigits) {
  auto const rows = testing::read_golden("compare/tango_test.csv");
  ASSERT_GE(rows.size(), 80u);
  for (auto const& r : rows) {
    SCOPED_TRACE(::testing::Message() << r[0] << ' ' << r[1] << ' ' << r[2] << ' ' << r[3] << ' ' << r[4]);
    auto const test = tango_test({r[0], r[1], r[2], r[3]}, r[4]);
    EXPECT_NEAR(test.statistic, r[5], 1e-12 * std::abs(r[5]));
    EXPECT_NEAR(test.p, r[6], 1e-12 * std::abs(r[5]) + 1e-15);
  }
}

TEST(Tango, WithoutADiscordantPair) {
  for (double n : {1., 2., 10., 1e4, 1e9, 1e15}) {
    auto const i = tango({n, 0, 0, 0}, .95);
    EXPECT_NEAR(i.upper, z2 / (n + z2), 1e-14 * i.upper);
    EXPECT_EQ(i.lower, -i.upper);
  }
}

TEST(Tango, OnlyDiscordantPairs) {  // all on one side; then Wilson's interval of b/(b + c), because p₁ − p₂ = 2·P(first alone) − 1
  for (double n : {1., 2., 10., 1e4, 1e9}) testing::expect_limits(tango({0, n, 0, 0}, .95), (n - z2) / (n + z2), 1, 1e-14);
  auto const i = tango({0, 7, 3, 0}, .95);
  double const middle = (7 + z2 / 2) / (10 + z2), half = std::sqrt(z2) * std::sqrt(7 * 3 / 10. + z2 / 4) / (10 + z2);
  testing::expect_limits(i, 2 * (middle - half) - 1, 2 * (middle + half) - 1, 1e-14);
}

TEST(Tango, AtDifferenceZeroItIsMcNemarsChiSquare) {
  testing::for_each_table(8, [](paired_table const& t) {
    auto const score = tango_test(t, 0), chi_square = mcnemar(t);
    EXPECT_NEAR(score.statistic * score.statistic, chi_square.statistic, 1e-13);
    EXPECT_NEAR(score.p, chi_square.p, 1e-13);
    EXPECT_TRUE(std::isnan(score.df));
  });
}

TEST(Tango, TheTestAtALimitHasTheLevelOfTheInterval) {
  for (paired_table t : {paired_table{59, 6, 16, 80}, {1, 1, 7, 12}, {3, 0, 0, 2}, {53, 1, 0, 0}, {7000, 312, 290, 4312}})
    for (double level : {.5, .9, .999}) {
      auto const i = tango(t, level);
      EXPECT_NEAR(tango_test(t, i.lower).p, 1 - level, 1e-11);
      EXPECT_NEAR(tango_test(t, i.upper).p, 1 - level, 1e-11);
      EXPECT_GT(tango_test(t, i.lower).statistic, 0);
      EXPECT_LT(tango_test(t, i.upper).statistic, 0);
    }
}

TEST(Tango, TheIntervalIsWhatTheTestDoesNotReject) {
  testing::for_each_table(6, [](paired_table const& t) {
    auto const i = tango(t, .9);
    for (double d = -1; d <= 1; d += 1 / 64.)
      if (std::abs(d - i.lower) > 1e-9 && std::abs(d - i.upper) > 1e-9) {
        EXPECT_EQ(tango_test(t, d).p >= .1, i.lower <= d && d <= i.upper) << d;
      }
  });
}

TEST(Tango, ASwapNegatesNestsAndContains) {
  testing::for_each_table(7, [](paired_table const& t) {
    auto const i = tango(t, .95), swapped = tango(t.swapped(), .95);
    EXPECT_EQ(i.lower, -swapped.upper);
    EXPECT_EQ(i.upper, -swapped.lower);
    EXPECT_EQ(tango_test(t, .25).statistic, -tango_test(t.swapped(), -.25).statistic);
    testing::expect_within(tango(t, .9), i);
    double const seen = (t.first - t.second) / t.total();
    EXPECT_TRUE(-1 <= i.lower && i.lower <= seen && seen <= i.upper && i.upper <= 1 && i.lower < i.upper);
  });
}

TEST(Tango, WhereTheVarianceIsZero) {
  EXPECT_EQ(tango_test({4, 0, 0, 3}, 0).p, 1);
  EXPECT_EQ(tango_test({4, 0, 0, 3}, 0).statistic, 0);
  EXPECT_EQ(tango_test({0, 5, 0, 0}, 1).p, 1);
  EXPECT_EQ(tango_test({0, 0, 5, 0}, 1).p, 0);
  EXPECT_EQ(tango_test({0, 0, 5, 0}, 1).statistic, -HUGE_VAL);
  EXPECT_EQ(tango_test({2, 3, 5, 1}, -1).statistic, HUGE_VAL);
}

TEST(Tango, NothingMeansNothing) {
  for (auto const& t : testing::not_tables) {
    testing::expect_none(tango(t, .95), interval_status::undefined_value);
    testing::expect_no_test(tango_test(t, 0));
  }
  for (double d : {-1.5, 1.5, std::nan("")}) testing::expect_no_test(tango_test({1, 2, 3, 4}, d));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
