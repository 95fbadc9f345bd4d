// SPDX-License-Identifier: Apache-2.0
// Quantiles of distributions: values from tables, inverses, refusals.
#include "clinmetrics/inference/quantiles.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <cmath>
#include <limits>

#include "clinmetrics/core/error.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(Quantiles, NormalAsTabled) {
  EXPECT_NEAR(normal_quantile_two_sided(.95), 1.959963984540054, 1e-15);
  EXPECT_NEAR(normal_quantile_two_sided(.99), 2.5758293035489004, 1e-15);
  EXPECT_NEAR(normal_quantile_two_sided(1 - 1e-12), 7.130509892879272, 1e-14) << "1 - level must not be lost";
  for (double p : {1e-300, 1e-9, .025, .5, .975}) EXPECT_NEAR(normal_cdf(normal_quantile(p)) / p, 1, 1e-12) << p;
}

TEST(Quantiles, NormalAtTheEnds) {
  double const infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(normal_quantile(0), -infinity);
  EXPECT_EQ(normal_quantile(1), infinity);
  EXPECT_EQ(normal_cdf(-infinity), 0);
  EXPECT_EQ(normal_cdf(infinity), 1);
}

TEST(Quantiles, StudentAsTabled) {
  EXPECT_NEAR(t_quantile_two_sided(.95, 1), 12.706204736174698, 1e-12);
  EXPECT_NEAR(t_quantile_two_sided(.95, 9), 2.2621571627982055, 1e-14);
  EXPECT_NEAR(t_quantile_two_sided(.99, 29), 2.7563859036706055, 1e-13);
  EXPECT_EQ(t_quantile_two_sided(.95, std::numeric_limits<double>::infinity()), normal_quantile_two_sided(.95));
  EXPECT_NEAR(t_quantile_two_sided(.95, 1e9), normal_quantile_two_sided(.95), 1e-8);
}

/// P(|T| ≤ t) is 2·atan(t)/π with one degree of freedom, and t/√(2 + t²) with two.
TEST(Quantiles, StudentOfClosedForm) {
  for (double level : {1e-6, .1, .49, .51, .8, .95, .9999, 1 - 1e-9}) {
    double const one = std::tan(std::acos(-1.0) * level / 2), two = level * std::sqrt(2 / ((1 - level) * (1 + level)));
    EXPECT_NEAR(t_quantile_two_sided(level, 1), one, 1e-12 * one + 1e-15 * one * one) << level;
    EXPECT_NEAR(t_quantile_two_sided(level, 2), two, 1e-12 * two) << level;
  }
}

/// P(|T| ≤ t) is s·(3 − s²)/2 with four degrees of freedom, where s = t/√(4 + t²).
TEST(Quantiles, StudentOfFourDegreesOfFreedom) {
  for (double level : {1e-9, 1e-6, .1, .49, .51, .8, .95, .9999}) {
    double const t = t_quantile_two_sided(level, 4), s = t / std::sqrt(4 + t * t);
    EXPECT_NEAR(s * (3 - s * s) / 2, level, 1e-15 + 1e-12 * std::min(level, 1 - level)) << level;
  }
}

TEST(Quantiles, BetaOfClosedForm) {
  for (double p : {1e-9, .025, .5, .975}) {
    EXPECT_NEAR(beta_quantile(p, 1, 1), p, 1e-15);
    EXPECT_NEAR(beta_quantile(p, 7, 1), std::pow(p, 1.0 / 7), 1e-14);
    EXPECT_NEAR(beta_upper_quantile(p, 1, 7), -std::expm1(std::log(p) / 7), 1e-14) << "P(X > x) = (1 - x)^7";
  }
}

TEST(Quantiles, BetaMirrorsAtAnySizeAndTail) {
  for (double a : {1e-3, .5, 1.0, 40.0, 1e6, 1e12})
    for (double b : {.5, 3.0, 1e9})
      for (double p : {1e-300, 1e-9, .025, .4, .6}) {
        double const x = beta_quantile(p, a, b);
        EXPECT_NEAR(x, 1 - beta_upper_quantile(p, b, a), 1e-14) << a << ' ' << b << ' ' << p;
        EXPECT_LE(x, beta_quantile(p * 1.5, a, b));
        EXPECT_TRUE(0 <= x && x <= 1);
      }
  for (double a : {.5, 7.0, 1e5, 1e12}) EXPECT_NEAR(beta_quantile(.5, a, a), .5, 1e-15) << "the median of a symmetric one";
}

/// Where there are many rows, a series alone gives the quantile: the tail there, by Boost in long double, says how far it is off.
TEST(Quantiles, OfManyRowsAreThoseOfTheirTails) {
  using real = long double;
  testing::dice roll(4);
  for (int i = 0; i < 4000; ++i) {
    double const a = std::pow(10, 1 + 6 * roll.uniform()), b = std::pow(10, 1 + 6 * roll.uniform());
    double const p = i % 3 == 0 ? roll.uniform() / 2 : std::exp(-30 * roll.uniform()) / 2, x = beta_quantile(p, a, b);
    real const miss = boost::math::ibeta(real{a}, real{b}, real{x}) - real{p};
    EXPECT_LE(std::abs(miss / boost::math::ibeta_derivative(real{a}, real{b}, real{x})), 5e-13L * x) << a << ' ' << b << ' ' << p;
    double const df = std::floor(2 * a), level = 1 - 2 * p, t = t_quantile_two_sided(level, df);
    boost::math::students_t_distribution<real> const law{real{df}};
    real const over = boost::math::cdf(boost::math::complement(law, real{t})) - real{one_tail(level)};
    EXPECT_LE(std::abs(over / boost::math::pdf(law, real{t})), 5e-13L * t) << df << ' ' << level;
  }
}

TEST(Quantiles, BetaLimitsAreQuantilesAtTheTails) {
  for (double z : {1e-6, .3, 1.96, 4.0, 7.5}) {
    auto const c = confidence::at_critical(z);
    for (double a : {1e-3, .5, 12.0, 4000.0})
      for (double b : {.5, 30.0, 1e5}) {
        double const lower = beta_quantile(c.tail, a, b), upper = beta_upper_quantile(c.tail, a, b);
        EXPECT_NEAR(lower_beta_limit(c, a, b), lower, 1e-12 * lower) << a << ' ' << b << ' ' << z;
        EXPECT_NEAR(upper_beta_limit(c, a, b), upper, 1e-12 * upper) << a << ' ' << b << ' ' << z;
      }
  }
}

/// R 4.2.2, pnorm(-z): the subtraction of a level near 1 would lose its digits.
TEST(Quantiles, TailsOfCriticalValuesKeepTheirDigits) {
  EXPECT_NEAR(confidence::at_critical(7).tail, 1.279812543885835e-12, 1e-26);
  EXPECT_NEAR(confidence::at_critical(1.959963984540054).tail, .025, 1e-16);
  EXPECT_EQ(confidence(.95).tail, one_tail(.95));
  EXPECT_EQ(confidence(.95).z, normal_quantile_two_sided(.95));
}

TEST(Quantiles, LevelsOutsideAreRefused) {
  for (double level : {0.0, 1.0, -.5, 95.0, std::nan("")}) {
    EXPECT_THROW(normal_quantile_two_sided(level), input_error);
    EXPECT_THROW(t_quantile_two_sided(level, 5), input_error);
    EXPECT_THROW(one_tail(level), input_error);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
