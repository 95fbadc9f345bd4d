// SPDX-License-Identifier: Apache-2.0
// The mid-p interval: published numbers, the binomial tails it is defined by, ends, laws.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/method.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval mid_p(proportion p, double level) {
  return make_interval(*find_method("mid_p"), {.point = {p.successes / p.trials, status::ok}, .closed = p}, level);
}

double probability(int k, int n, double p) {
  return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) + (n - k) * std::log1p(-p));
}

TEST(MidP, AsPublished) {  // Newcombe, Stat Med 1998;17:857-872, table I, method 6
  testing::expect_limits(mid_p({81, 263}, .95), .2544, .3658, 5e-5);
  testing::expect_limits(mid_p({15, 148}, .95), .0601, .1581, 5e-5);
  testing::expect_limits(mid_p({0, 20}, .95), 0, .1391, 5e-5);
  testing::expect_limits(mid_p({1, 29}, .95), .0017, .1585, 5e-5);
}

TEST(MidP, AsScipyGives) {  // scipy 1.17: brentq on binom.sf(x, n, p) + binom.pmf(x, n, p)/2 - .025
  testing::expect_limits(mid_p({81, 263}, .95), .2544021049455224, .3657734742577772, 1e-12);
  testing::expect_limits(mid_p({1, 29}, .95), .0017247701147051248, .15853738368146542, 1e-12);
}

TEST(MidP, HalfOfTheObservedProbabilityIsInEachTail) {
  for (int n : {2, 9, 40})
    for (int x = 1; x < n; ++x) {
      auto const i = mid_p({static_cast<double>(x), static_cast<double>(n)}, .9);
      double above = probability(x, n, i.lower) / 2, below = probability(x, n, i.upper) / 2;
      for (int k = x + 1; k <= n; ++k) above += probability(k, n, i.lower);
      for (int k = 0; k < x; ++k) below += probability(k, n, i.upper);
      EXPECT_NEAR(above, .05, 1e-12) << x << " of " << n;
      EXPECT_NEAR(below, .05, 1e-12) << x << " of " << n;
    }
}

TEST(MidP, EndsAreExactAndComplementMirrors) {
  EXPECT_EQ(mid_p({0, 7}, .95).lower, 0);
  EXPECT_NEAR(mid_p({0, 7}, .95).upper, 1 - std::pow(.05, 1. / 7), 1e-15);
  EXPECT_EQ(mid_p({7, 7}, .95).upper, 1);
  for (double n : {1.0, 7.5, 29.0, 1e3, 1e6})
    for (double x = 0; x <= n; x += n / 5) {
      auto const a = mid_p({x, n}, .95), b = mid_p({n - x, n}, .95);
      testing::expect_limits(a, 1 - b.upper, 1 - b.lower, 1e-13);
      testing::expect_within(mid_p({x, n}, .9), a);
      testing::expect_within(a, clopper_pearson({x, n}, .95));
      EXPECT_TRUE(a.lower <= x / n && x / n <= a.upper && a.lower < a.upper);
    }
}

TEST(MidP, WithoutTrialsThereIsNone) { testing::expect_none(mid_p({0, 0}, .95), interval_status::undefined_value); }

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
