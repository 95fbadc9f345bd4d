// SPDX-License-Identifier: Apache-2.0
// The percentile interval: a textbook's numbers, order statistics by hand, refusals that all bootstrap intervals share.
#include "clinmetrics/inference/percentile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "city.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

std::vector<double> one_to(std::size_t n) {
  std::vector<double> x(n);
  std::iota(x.begin(), x.end(), 1.0);
  return x;
}

TEST(Percentile, AsRBootGivesForTheCityData) {  // R boot, B → ∞: 1.251 to 2.114
  testing::expect_limits(percentile(testing::city_ratio, testing::city_replicates(200000, 7), .95), 1.251, 2.114, .01);
}

TEST(Percentile, ByHand) {  // 1, …, 1001: 1 + 1000·p
  auto const i = percentile(500, one_to(1001), .95);
  testing::expect_limits(i, 26, 976, 1e-9);
  EXPECT_NEAR(i.se, std::sqrt(1001.0 * 1002 / 12), 1e-9);
}

TEST(Percentile, UndefinedReplicatesAreLeftOutUpToFivePercent) {
  auto x = one_to(1000);
  for (std::size_t k = 0; k < 50; ++k) x[k * 20] = nan;
  EXPECT_EQ(percentile(500, x, .95).why, interval_status::ok);
  x[1] = nan;
  testing::expect_none(percentile(500, x, .95), interval_status::refused_undefined_replicates);
}

TEST(Percentile, TooFewReplicates) {
  EXPECT_EQ(percentile(1, one_to(400), .95).why, interval_status::ok);
  testing::expect_none(percentile(1, one_to(399), .95), interval_status::too_few_replicates);
  EXPECT_EQ(percentile(1, one_to(200), .9).why, interval_status::ok) << "1 - .9 is below .1 in binary";
  EXPECT_EQ(percentile(1, one_to(2000), .99).why, interval_status::ok);
  testing::expect_none(percentile(1, {}, .95), interval_status::too_few_replicates);
}

TEST(Percentile, InfiniteReplicatesAreValues) {
  auto x = one_to(1000);
  for (std::size_t k = 960; k < 1000; ++k) x[k] = infinity;
  auto const i = percentile(500, x, .95);
  EXPECT_EQ(i.upper, infinity);
  EXPECT_NEAR(i.lower, 25.975, 1e-9);
  EXPECT_TRUE(std::isnan(i.se));
}

TEST(Percentile, NeverHasWidthZero) {
  auto const with_others = [](std::size_t n_others) {
    std::vector<double> x(1000, 1.0);
    for (std::size_t k = 0; k < n_others; ++k) x[k] = .9;
    return percentile(1, x, .95);
  };
  for (std::size_t n_others : {0, 10, 24}) testing::expect_none(with_others(n_others), interval_status::zero_variance);
  testing::expect_limits(with_others(25), .9975, 1,
                         1e-12);  // .025 · 999 = 24.975, and the order statistics 24 and 25, from 0, are .9 and 1
}

TEST(Percentile, UndefinedValue) { testing::expect_none(percentile(nan, one_to(1000), .95), interval_status::undefined_value); }

TEST(Percentile, Nests) {
  auto const x = testing::city_replicates(5000, 3);
  testing::expect_within(percentile(testing::city_ratio, x, .9), percentile(testing::city_ratio, x, .95));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
