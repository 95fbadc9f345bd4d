// SPDX-License-Identifier: Apache-2.0
// Plans of a proportion: powers, widths and numbers of rows of R, cases by hand, and the laws of the definition.
#include "clinmetrics/planning/proportion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../inference/golden_table.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/planning/rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

using testing::read_golden;

TEST(PlanProportion, PowersAndWidthsOfR) {
  auto const rows = read_golden("planning/proportion.csv");
  ASSERT_EQ(rows.size(), 12U);
  for (auto const& r : rows) {
    auto const n = static_cast<std::uint64_t>(r[0]);
    EXPECT_NEAR(power_of_proportion(n, r[1], r[2], r[3]), r[4], 1e-12);
    EXPECT_NEAR(width_of_proportion(n, r[1], proportion_interval::clopper_pearson, r[3]), r[5], 1e-12);
    EXPECT_NEAR(width_of_proportion(n, r[1], proportion_interval::wilson, r[3]), r[6], 1e-12);
  }
}

TEST(PlanProportion, RowsAsTryingEveryNumberInR) {
  auto const rows = read_golden("planning/proportion_rows.csv");
  ASSERT_EQ(rows.size(), 6U);
  for (auto const& r : rows) EXPECT_EQ(rows_for_power_of_proportion(r[2], r[0], r[1], .95), static_cast<std::uint64_t>(r[3]));
}

TEST(PlanProportion, ByHand) {  // 1 − .5^n >= .975 of x = n: all of 6 must succeed, P = .9^6; no result of 5 suffices, .5^5 > .025
  EXPECT_EQ(least_successes(5, .5, .95), 6U);
  EXPECT_EQ(least_successes(6, .5, .95), 6U);
  EXPECT_EQ(power_of_proportion(5, .9, .5, .95), 0);
  EXPECT_NEAR(power_of_proportion(6, .9, .5, .95), std::pow(.9, 6), 1e-15);
  // Clopper and Pearson's interval of one row has the width .975 for both outcomes.
  EXPECT_NEAR(width_of_proportion(1, .3, proportion_interval::clopper_pearson, .95), .975, 1e-15);
}

TEST(PlanProportion, LeastSuccessesMeetTheGoalAndOneFewerDoesNot) {
  for (std::uint64_t n : {7U, 40U, 113U, 1000U})
    for (double goal : {.3, .8, .95}) {
      auto const x = least_successes(n, goal, .95);
      auto const lower = [&](std::uint64_t k) { return clopper_pearson({static_cast<double>(k), static_cast<double>(n)}, .95).lower; };
      if (x <= n) {
        EXPECT_GE(lower(x), goal);
      }
      EXPECT_LT(lower(x - 1), goal);
    }
}

TEST(PlanProportion, ReachedByAllLargerNumbersAndNotByOneLess) {
  for (double expected : {.7, .9, .97})
    for (double distance : {.02, .1, .3})
      for (double power : {.05, .5, .8, .99}) {
        double const goal = expected - distance;
        auto const n = rows_for_power_of_proportion(power, expected, goal, .95);
        if (n > 1) {
          EXPECT_LT(power_of_proportion(n - 1, expected, goal, .95), power);
        }
        for (auto m = n; m < 3 * n + 100; m += 1 + n / 500) EXPECT_GE(power_of_proportion(m, expected, goal, .95), power) << n << ' ' << m;
      }
}

TEST(PlanProportion, ThePowerIsASawTooth) {  // the reason for the definition of the least number
  bool falls = false;
  for (std::uint64_t n = 50; n < 100; ++n) falls |= power_of_proportion(n + 1, .9, .8, .95) < power_of_proportion(n, .9, .8, .95);
  EXPECT_TRUE(falls);
}

TEST(PlanProportion, WidthsFall) {
  for (auto method : {proportion_interval::wilson, proportion_interval::clopper_pearson})
    for (double expected : {.02, .3, .5, .9}) {
      double before = 2;
      for (std::uint64_t n = 1; n < 300; ++n) {
        double const width = width_of_proportion(n, expected, method, .95);
        EXPECT_LT(width, before) << n << ' ' << expected;
        before = width;
      }
      auto const n = rows_for_width_of_proportion(.1, expected, method, .95);
      EXPECT_LE(width_of_proportion(n, expected, method, .95), .1);
      EXPECT_GT(width_of_proportion(n - 1, expected, method, .95), .1);
    }
}

TEST(PlanProportion, RowsForAClass) {
  EXPECT_EQ(rows_for_class(113, .1), 1130U);
  EXPECT_EQ(rows_for_class(1, .3), 4U);
  EXPECT_EQ(rows_for_class(1, .5, .95), 5U);  // 1 − .5^n >= .95
  EXPECT_EQ(rows_for_class(2, .5, .5), 3U);   // P(Bin(3, ½) >= 2) = ½
}

TEST(PlanProportion, WrongArgumentsAreNamed) {
  auto const says = [](auto const& call, char const* argument) {
    try {
      call();
      ADD_FAILURE() << "nothing was thrown for " << argument;
    } catch (input_error const& e) {
      EXPECT_NE(std::string(e.what()).find(argument), std::string::npos) << e.what();
    }
  };
  says([] { rows_for_power_of_proportion(.8, .9, .9, .95); }, "`goal`");
  says([] { rows_for_power_of_proportion(1, .9, .8, .95); }, "`power`");
  says([] { rows_for_power_of_proportion(.8, 1, .8, .95); }, "`expected`");
  says([] { rows_for_power_of_proportion(.8, .9, .89999, .95); }, "`power`");
  says([] { rows_for_width_of_proportion(0, .9, proportion_interval::wilson, .95); }, "`width`");
  says([] { rows_for_width_of_proportion(1e-6, .9, proportion_interval::wilson, .95); }, "`width`");
  says([] { width_of_proportion(0, .9, proportion_interval::wilson, .95); }, "`n`");
  says([] { rows_for_class(10, 0); }, "`prevalence`");
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::planning
