// SPDX-License-Identifier: Apache-2.0
// Type-7 quantiles: R's numbers, infinities, every order.
#include "clinmetrics/inference/quantile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double at(std::vector<double> x, double p) { return quantile(x, p); }

TEST(Quantile, ByHand) {  // R: quantile(c(1, 2, 4, 8, 16), type = 7)
  std::vector<double> const x{8, 1, 16, 2, 4};
  EXPECT_EQ(at(x, 0), 1);
  EXPECT_EQ(at(x, .25), 2);
  EXPECT_EQ(at(x, .5), 4);
  EXPECT_EQ(at(x, 1), 16);
  EXPECT_NEAR(at(x, .1), 1.4, 1e-15);
  EXPECT_NEAR(at(x, .9), 12.8, 1e-14);
}

TEST(Quantile, OneAndNone) {
  EXPECT_EQ(at({3}, .025), 3);
  EXPECT_TRUE(std::isnan(at({}, .5)));
}

TEST(Quantile, AlmostWholeIndexIsWhole) {  // (201 − 1)·(1 − .95)/2 is 5 and a little in binary
  std::vector<double> x(201, infinity);
  for (int i = 0; i <= 5; ++i) x[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(at(x, (1 - .95) / 2), 5);
}

TEST(Quantile, InfiniteIsNeverNaN) {
  EXPECT_EQ(at({1, 2, infinity, infinity}, .5), infinity) << "between 2 and inf";
  EXPECT_EQ(at({1, 2, infinity}, .5), 2);
  EXPECT_EQ(at({infinity, infinity}, .3), infinity);
  EXPECT_EQ(at({-infinity, 1}, .9), -infinity);
  EXPECT_EQ(at({-infinity, infinity}, .4), -infinity);
  EXPECT_EQ(at({-infinity, infinity}, .6), infinity);
}

TEST(Quantile, OrderDoesNotMatterAndPRises) {
  std::vector<double> x{3, 1, 4, 1, 5, 9, 2};
  std::sort(x.begin(), x.end());
  auto const sorted = x;
  do {
    for (double p : {.1, .33, .8}) EXPECT_EQ(at(x, p), at(sorted, p));
  } while (std::next_permutation(x.begin(), x.end()));
  for (double p = 0; p < .99; p += .01) EXPECT_LE(at(sorted, p), at(sorted, p + .01));
}

TEST(Quantile, NegatedDataMirror) {
  std::vector<double> const x{3, 1, 4, 1.5, 5, 9, 2}, y{-3, -1, -4, -1.5, -5, -9, -2};
  for (double p : {.025, .2, .5}) EXPECT_NEAR(at(x, p), -at(y, 1 - p), 1e-14);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
