// SPDX-License-Identifier: Apache-2.0
// The basic bootstrap interval: a textbook's numbers, its tie to the percentile interval.
#include "clinmetrics/inference/basic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "city.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Basic, AsRBootGivesForTheCityData) {  // R boot, B → ∞: .927 to 1.789
  testing::expect_limits(basic(testing::city_ratio, testing::city_replicates(200000, 7), .95), .927, 1.789, .01);
}

TEST(Basic, IsThePercentileIntervalTurnedRound) {
  auto const x = testing::city_replicates(2000, 11);
  auto const b = basic(1.5, x, .95), p = percentile(1.5, x, .95);
  EXPECT_EQ(b.lower, 3 - p.upper);
  EXPECT_EQ(b.upper, 3 - p.lower);
  EXPECT_EQ(b.se, p.se);
}

TEST(Basic, Infinities) {
  std::vector<double> x(1000, 1.0);
  for (std::size_t k = 0; k < 40; ++k) x[k] = infinity;
  EXPECT_EQ(basic(1, x, .95).lower, -infinity);
  EXPECT_EQ(basic(1, x, .95).upper, 1);
  testing::expect_none(basic(infinity, x, .95), interval_status::infinite_value);
}

TEST(Basic, RefusesAsOthersDo) {
  testing::expect_none(basic(1, std::vector<double>(399, 1.0), .95), interval_status::too_few_replicates);
  testing::expect_none(basic(std::nan(""), std::vector<double>(400, 1.0), .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
