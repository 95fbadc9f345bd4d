// SPDX-License-Identifier: Apache-2.0
// The studentized range: probabilities to 20 digits, printed quantiles, the closed form of two numbers, laws.
#include "clinmetrics/compare/studentized_range.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "inference/golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(StudentizedRange, AsInTwentyDigits) {
  auto const rows = testing::read_golden("compare/studentized_range.csv");
  ASSERT_EQ(rows.size(), 30u);
  for (auto const& row : rows) {
    auto const k = static_cast<std::size_t>(row[0]);
    EXPECT_NEAR(studentized_range_cdf(row[1], k), row[2], 1e-12) << k << ' ' << row[1];
    EXPECT_NEAR(studentized_range_quantile(row[2], k), row[1], 1e-10) << k << ' ' << row[2];
  }
}

TEST(StudentizedRange, AsTabulated) {  // upper 5 % points for infinite degrees of freedom, printed in textbooks
  EXPECT_NEAR(studentized_range_quantile(.95, 2), 2.772, 5e-4);
  EXPECT_NEAR(studentized_range_quantile(.95, 3), 3.314, 5e-4);
  EXPECT_NEAR(studentized_range_quantile(.95, 10), 4.474, 5e-4);
  EXPECT_NEAR(studentized_range_quantile(.95, 20), 5.012, 5e-4);
}

TEST(StudentizedRange, OfTwoNumbersIsANormalDifference) {
  for (double q : {1e-8, .1, 1., 2.5, 7.}) EXPECT_NEAR(studentized_range_cdf(q, 2), std::erf(q / 2), 1e-14);
  for (double p : {.01, .5, .975}) EXPECT_NEAR(studentized_range_quantile(p, 2), std::sqrt(2) * normal_quantile_two_sided(p), 1e-14);
}

TEST(StudentizedRange, OfThreeNumbersByHand) {  // for a small q, 3∫φ(z)(φ(z)q)² dz
  double const q = 1e-4, pi = std::acos(-1);
  EXPECT_NEAR(studentized_range_cdf(q, 3) / (std::sqrt(3) * q * q / (2 * pi)), 1, 1e-6);
}

TEST(StudentizedRange, Edges) {
  EXPECT_EQ(studentized_range_cdf(0, 5), 0);
  EXPECT_EQ(studentized_range_cdf(-1, 5), 0);
  EXPECT_EQ(studentized_range_cdf(infinity, 5), 1);
  EXPECT_EQ(studentized_range_cdf(0, 1), 1);
  EXPECT_EQ(studentized_range_quantile(.9, 1), 0);
  EXPECT_EQ(studentized_range_quantile(0, 5), 0);
  EXPECT_EQ(studentized_range_quantile(1, 5), infinity);
  EXPECT_TRUE(std::isnan(studentized_range_quantile(NAN, 5)) && std::isnan(studentized_range_cdf(NAN, 5)));
}

TEST(StudentizedRange, MultiplierGrowsWithTheGroupsAndTheLevel) {
  EXPECT_NEAR(simultaneous_multiplier(.95, 2), normal_quantile_two_sided(.975), 1e-14);
  double last = 0;
  for (std::size_t k : {2, 3, 10, 1000, 100000}) {
    double const now = simultaneous_multiplier(.95, k);
    EXPECT_GT(now, last);
    EXPECT_GT(simultaneous_multiplier(.99, k), now);
    last = now;
  }
  EXPECT_LT(last, 8);
  EXPECT_THROW(simultaneous_multiplier(0, 3), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
