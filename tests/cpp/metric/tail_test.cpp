// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/metric/tail.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <limits>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(ChiSquaredP, OfClosedForm) {
  for (double x : {1e-9, .3, 2., 17., 300.}) {
    EXPECT_NEAR(chi_squared_p(x, 1), std::erfc(std::sqrt(x / 2)), 1e-15 * chi_squared_p(x, 1));
    EXPECT_NEAR(chi_squared_p(x, 2), std::exp(-x / 2), 1e-15 * chi_squared_p(x, 2));
    EXPECT_NEAR(chi_squared_p(x, 4), std::exp(-x / 2) * (1 + x / 2), 1e-14 * chi_squared_p(x, 4));
  }
}

TEST(ChiSquaredP, IsThatOfBoost) {
  for (int df : {1, 2, 3, 7, 8, 31, 100, 2001})
    for (double ratio : {.01, .5, .9, 1., 1.1, 2., 5.}) {
      double const x = ratio * df, want = boost::math::cdf(boost::math::complement(boost::math::chi_squared(df), x));
      EXPECT_NEAR(chi_squared_p(x, df), want, 1e-12 * want) << df << ' ' << x;
    }
}

TEST(ChiSquaredP, AtTheEnds) {
  EXPECT_EQ(chi_squared_p(0, 3), 1);
  EXPECT_EQ(chi_squared_p(-1, 3), 1);
  EXPECT_EQ(chi_squared_p(std::numeric_limits<double>::infinity(), 3), 0);
  EXPECT_TRUE(std::isnan(chi_squared_p(std::nan(""), 3)));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
