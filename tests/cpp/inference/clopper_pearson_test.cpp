// SPDX-License-Identifier: Apache-2.0
// Clopper and Pearson's interval: published numbers, 60-digit ones, the binomial tails it is defined by.
#include "clinmetrics/inference/clopper_pearson.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_limits;

TEST(ClopperPearson, AsOtherToolsPrint) {
  expect_limits(clopper_pearson({81, 263}, .95), .252737, .367622, 5e-7);
  expect_limits(clopper_pearson({15, 148}, .95), .057844, .161650, 5e-7);
  expect_limits(clopper_pearson({0, 20}, .95), 0, .168433, 5e-7);
  expect_limits(clopper_pearson({1, 29}, .95), .000873, .177644, 5e-7);
  expect_limits(clopper_pearson({10, 10}, .95), .691503, 1, 5e-7);
}

TEST(ClopperPearson, AsEpiRPrints) {  // 670/202/74/640
  expect_limits(clopper_pearson({670, 744}, .95), .8767461768, .9210922996, 5e-11);
  expect_limits(clopper_pearson({640, 842}, .95), .7297764632, .7885803246, 5e-11);
}

TEST(ClopperPearson, ToTwelveDigits) {
  testing::expect_golden("inference/clopper_pearson.csv", 280, [](auto const& r) { return clopper_pearson({r[0], r[1]}, r[2]); });
}

TEST(ClopperPearson, TailsByHand) {  // 1 of 3: P(X >= 1 | lower) = 1 - (1 - p)^3, P(X <= 1 | upper) = (1 - p)^3 + 3p(1 - p)^2
  auto const i = clopper_pearson({1, 3}, .9);
  EXPECT_NEAR(1 - std::pow(1 - i.lower, 3), .05, 1e-14);
  EXPECT_NEAR(std::pow(1 - i.upper, 3) + 3 * i.upper * std::pow(1 - i.upper, 2), .05, 1e-14);
  EXPECT_NEAR(clopper_pearson({5, 5}, .95).lower, std::pow(.025, .2), 1e-15);
}

TEST(ClopperPearson, EndsAreExactAndComplementMirrors) {
  for (double n : {1.0, 5.0, 29.0, 1000.0})
    for (double x = 0; x <= n; x += n / 5) {
      auto const a = clopper_pearson({x, n}, .95), b = clopper_pearson({n - x, n}, .95);
      expect_limits(a, 1 - b.upper, 1 - b.lower, 1e-14);
      testing::expect_within(clopper_pearson({x, n}, .9), a);
      EXPECT_TRUE(a.lower <= x / n && x / n <= a.upper);
      if (x == 0) {
        EXPECT_EQ(a.lower, 0);
      }
      if (x == n) {
        EXPECT_EQ(a.upper, 1);
      }
    }
}

TEST(ClopperPearson, NothingMeansNothing) { testing::expect_none(clopper_pearson({0, 0}, .95), interval_status::undefined_value); }

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
