// SPDX-License-Identifier: Apache-2.0
// Fixed point: rounding once, sums read back, and the logarithm that is the same on every machine.
#include "clinmetrics/core/fixed_point.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "support/dice.hpp"
#include "support/ulp.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::ulps;

TEST(to_fixed, rounds_halves_away_from_zero) {
  EXPECT_EQ(to_fixed(0, 28), 0u);
  EXPECT_EQ(to_fixed(1, 28), 1u << 28);
  EXPECT_EQ(to_fixed(.5, 0), 1u);
  EXPECT_EQ(to_fixed(2.5, 0), 3u);
  EXPECT_EQ(to_fixed(0x1.8p-29, 28), 1u);
  EXPECT_EQ(to_fixed(0x1p-29, 28), 1u);
  EXPECT_EQ(to_fixed(0x1.fffffffffffffp-30, 28), 0u);
  EXPECT_EQ(to_fixed(745, point_bits), std::uint64_t{745} << point_bits);  // beyond the greatest finite log loss of a double
}

TEST(to_fixed, rounds_as_the_standard_library_does) {
  testing::dice roll(1);
  for (int bits : {0, 3, 28, point_bits})
    for (int i = 0; i < 20'000; ++i) {
      double const x = std::ldexp(roll.uniform(), static_cast<int>(roll.below(20)) - 9 - bits / 2);
      EXPECT_EQ(to_fixed(x, bits), static_cast<std::uint64_t>(std::round(std::ldexp(x, bits)))) << std::hexfloat << x;
    }
}

TEST(from_fixed, is_the_nearest_double) {
  EXPECT_EQ(from_fixed(0, 28), 0.0);
  EXPECT_EQ(from_fixed(to_fixed(.75, 28), 28), .75);
  u128 const sum = (static_cast<u128>(1) << 100) + 1;
  EXPECT_EQ(from_fixed(sum, 52), 0x1p48);
  for (double x : {.1, .2, 1. / 3}) EXPECT_NEAR(from_fixed(to_fixed(x, point_bits), point_bits), x, 0x1p-53);
}

void expect_log(double p) { EXPECT_LE(ulps(negative_log(p), -std::log(static_cast<long double>(p))), 1.0) << std::hexfloat << p; }

TEST(negative_log, of_one_is_zero) {
  EXPECT_EQ(negative_log(1), 0.0);
  EXPECT_FALSE(std::signbit(negative_log(1)));
}

TEST(negative_log, is_within_one_ulp_everywhere) {
  testing::dice roll(3);
  for (int i = 0; i < 200'000; ++i) expect_log(1 - roll.uniform());
}

TEST(negative_log, is_within_one_ulp_near_one) {
  testing::dice roll(4);
  for (int i = 0; i < 50'000; ++i) expect_log(1 - std::ldexp(1 - roll.uniform(), -static_cast<int>(roll.below(53))));
  for (int k = 1; k <= 53; ++k) expect_log(1 - std::ldexp(1., -k));
}

TEST(negative_log, is_within_one_ulp_for_every_exponent_and_for_subnormals) {
  testing::dice roll(5);
  for (int e = 0; e <= 1074; ++e) {
    expect_log(std::ldexp(1., -e));
    for (int i = 0; i < 20; ++i) {
      double const p = std::ldexp(1 + roll.uniform(), -e);
      if (p > 0 && p <= 1) expect_log(p);
    }
  }
  expect_log(std::numeric_limits<double>::denorm_min());
  expect_log(std::numeric_limits<double>::min());
}

TEST(negative_log, is_within_one_ulp_at_the_seam_of_the_reduction) {
  double const seam = 1.4142135623730951;
  for (int e = 1; e < 60; ++e)
    for (double m : {std::nextafter(seam, 1.), seam, std::nextafter(seam, 2.)}) expect_log(std::ldexp(m, -e));
}

TEST(negative_log, falls_as_p_rises) {
  double before = std::numeric_limits<double>::infinity();
  for (int i = 1; i <= 100'000; ++i) {
    double const now = negative_log(i / 100'000.);
    EXPECT_LT(now, before);
    before = now;
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
