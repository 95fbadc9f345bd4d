// SPDX-License-Identifier: Apache-2.0
// The Poisson table against the distribution function in extended precision, and its inversion at every step.
#include "clinmetrics/random/poisson_table.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::uint64_t one = std::uint64_t{1} << poisson_table::mean_bits;

std::uint64_t fixed(double mean) { return static_cast<std::uint64_t>(std::ldexp(mean, poisson_table::mean_bits)); }

std::vector<std::uint64_t> means() {
  return {fixed(.4), fixed(.5859375), fixed(.97), one, 2 * one, fixed(3.7), 16 * one, fixed(51.2), 75 * one, fixed(100.25), fixed(127.9)};
}

class poisson_of_mean : public ::testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(means, poisson_of_mean, ::testing::ValuesIn(means()));

TEST_P(poisson_of_mean, distribution_function_is_right_to_two_parts_in_ten_to_the_eighteen) {
  static_assert(std::numeric_limits<long double>::digits >= 64, "the test wants extended precision");
  poisson_table const table(GetParam());
  auto const mean = std::ldexp(static_cast<long double>(GetParam()), -poisson_table::mean_bits);
  long double below = 0;
  for (std::uint32_t k = 0; k < table.first(); ++k) below += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0L));
  EXPECT_LT(below, 1e-18L);
  for (std::size_t i = 0; i < table.cumulative().size(); ++i) {
    auto const k = table.first() + static_cast<std::uint32_t>(i);
    // exp(−mean)·mean^k/k!, as a product of factors near 1 so that extended precision is kept
    long double p = std::exp(-mean);
    for (std::uint32_t j = 1; j <= k; ++j) p *= mean / j;
    below += p;
    EXPECT_NEAR(static_cast<double>(std::ldexp(static_cast<long double>(table.cumulative()[i]), -64) - below), 0, 2e-18) << k;
  }
  EXPECT_LT(1 - below, 2e-18L);
}

TEST_P(poisson_of_mean, rises_and_is_normalised) {
  poisson_table const table(GetParam());
  auto const& c = table.cumulative();
  ASSERT_FALSE(c.empty());
  EXPECT_TRUE(std::is_sorted(c.begin(), c.end()));
  EXPECT_GE(c.back(), ~std::uint64_t{0} - 64);  // the rest is rounding
}

TEST_P(poisson_of_mean, inverts_at_every_step) {
  poisson_table const table(GetParam());
  auto const& c = table.cumulative();
  EXPECT_EQ(table(0), c.front() > 0 ? table.first()
                                    : table.first() + static_cast<std::uint32_t>(std::upper_bound(c.begin(), c.end(), 0u) - c.begin()));
  EXPECT_LE(table(~std::uint64_t{0}), table.first() + c.size());
  for (std::size_t i = 0; i < c.size(); ++i) {
    std::uint64_t const lower = i == 0 ? 0 : c[i - 1];
    auto const k = table.first() + static_cast<std::uint32_t>(i);
    if (c[i] > lower) {
      EXPECT_EQ(table(lower), k);
      EXPECT_EQ(table(c[i] - 1), k);
    }
    EXPECT_GT(table(c[i]), k);
  }
}

TEST_P(poisson_of_mean, has_its_mean_and_variance) {
  poisson_table const table(GetParam());
  long double const mean = std::ldexp(static_cast<long double>(GetParam()), -poisson_table::mean_bits);
  long double first = 0, second = 0, before = 0;
  for (std::size_t i = 0; i <= table.cumulative().size(); ++i) {
    long double const now = i < table.cumulative().size() ? std::ldexp(static_cast<long double>(table.cumulative()[i]), -64) : 1;
    long double const k = table.first() + static_cast<long double>(i);
    first += (now - before) * k, second += (now - before) * (k - mean) * (k - mean);
    before = now;
  }
  EXPECT_NEAR(static_cast<double>(first - mean), 0, 1e-14);
  EXPECT_NEAR(static_cast<double>(second - mean), 0, 1e-12);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
