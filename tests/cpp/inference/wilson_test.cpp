// SPDX-License-Identifier: Apache-2.0
// Wilson's interval: published numbers, 60-digit ones, the ends, laws.
#include "clinmetrics/inference/wilson.hpp"

#include <gtest/gtest.h>

#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_limits;

TEST(Wilson, AsPublished) {  // Newcombe, Stat Med 1998;17:857-872, table I
  expect_limits(wilson({81, 263}, .95), .2553, .3662, 5e-5);
  expect_limits(wilson({15, 148}, .95), .0624, .1605, 5e-5);
  expect_limits(wilson({0, 20}, .95), 0, .1611, 5e-5);
  expect_limits(wilson({1, 29}, .95), .0061, .1718, 5e-5);
}

TEST(Wilson, AsOtherToolsPrint) {
  expect_limits(wilson({81, 263}, .95), .255289, .366210, 5e-7);
  expect_limits(wilson({15, 148}, .95), .062386, .160487, 5e-7);
  expect_limits(wilson({0, 20}, .95), 0, .161125, 5e-7);
  expect_limits(wilson({1, 29}, .95), .006113, .171755, 5e-7);
  expect_limits(wilson({10, 10}, .95), .722467, 1, 5e-7);
}

TEST(Wilson, ToTwelveDigits) {
  testing::expect_golden("inference/wilson.csv", 280, [](auto const& r) { return wilson({r[0], r[1]}, r[2]); });
}

TEST(Wilson, EndsAreExact) {
  for (double n : {1.0, 2.0, 3.0, 7.5, 20.0, 1e3, 1e6, 1e12, 1e15})
    for (double level : {.5, .95, .999}) {
      EXPECT_EQ(wilson({0, n}, level).lower, 0);
      EXPECT_EQ(wilson({n, n}, level).upper, 1);
      EXPECT_LT(wilson({n, n}, level).lower, 1);
      EXPECT_GT(wilson({0, n}, level).upper, 0);
    }
}

TEST(Wilson, ComplementMirrors) {
  for (double n : {1.0, 5.0, 29.0, 1000.0})
    for (double x = 0; x <= n; x += n / 5) {
      auto const a = wilson({x, n}, .95), b = wilson({n - x, n}, .95);
      expect_limits(a, 1 - b.upper, 1 - b.lower, 1e-15);
    }
}

TEST(Wilson, NestsContainsAndRisesWithSuccesses) {
  for (double n : {1.0, 2.0, 20.0, 500.0})
    for (double x = 0; x <= n; ++x) {
      auto const inner = wilson({x, n}, .9), outer = wilson({x, n}, .95);
      testing::expect_within(inner, outer);
      EXPECT_LE(inner.lower, x / n);
      EXPECT_GE(inner.upper, x / n);
      if (x < n) {
        EXPECT_LT(outer.lower, wilson({x + 1, n}, .95).lower);
      }
    }
}

TEST(Wilson, NothingMeansNothing) {
  for (proportion p : {proportion{0, 0}, {-1, 5}, {6, 5}, {std::nan(""), 5}, {1, std::nan("")}})
    testing::expect_none(wilson(p, .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
