// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/compare/curve_bands.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"
#include "support/dice.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using clinmetrics::testing::dice;

// By hand: half widths sqrt(ln(2 / (1 - cbrt(.95))) / (2 n)) of the two classes, Clopper-Pearson limits of the prevalence by SciPy 1.17.
TEST(CurveBands, PrecisionOfTheWholeCurve) {
  std::vector<double> const tp{0, 3000, 6000, 9000, 10000}, fp{0, 200, 1000, 6000, 30000};
  auto const [lower, upper] = bands_of_curve(tp, fp, .95).simultaneous_precision;
  EXPECT_EQ(lower[0], 0);
  EXPECT_EQ(upper[0], 1);
  EXPECT_NEAR(lower[2], .48218024946575, 1e-12);  // the false positive rate is at most .2 + .0089
  EXPECT_EQ(upper[2], 1);                         // and at least 200 / 30000 less the half width, which is below 0
  EXPECT_NEAR(lower[3], .22589039083234, 1e-12);  // any false positive rate is possible
  EXPECT_NEAR(upper[3], .92663445684892, 1e-12);  // it is at least 1000 / 30000 less the half width
}

TEST(CurveBands, AClassWithoutRowsHasNoWholeCurve) {
  std::vector<double> const none{0, 0}, some{0, 4};
  for (auto const& bands : {bands_of_curve(none, some, .95), bands_of_curve(some, none, .95)}) {
    EXPECT_TRUE(bands.simultaneous_sensitivity.lower.empty());
    EXPECT_TRUE(bands.simultaneous_precision.lower.empty());
  }
}

struct curves {
  std::vector<double> tp, fp;
};

/// Scores N(0, 1) without and N(1.2, 1) with the outcome.
curves random_curves(std::size_t n, double prevalence, dice& roll) {
  std::vector<std::pair<double, bool>> rows(n);
  for (auto& [score, y] : rows) y = roll.uniform() < prevalence, score = normal_quantile(roll.uniform()) + (y ? 1.2 : 0);
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.first > b.first; });
  curves c{{0}, {0}};
  for (auto const& row : rows) c.tp.push_back(c.tp.back() + row.second), c.fp.push_back(c.fp.back() + !row.second);
  return c;
}

TEST(CurveBands, WholeCurvesAreInside) {
  dice roll(3);
  constexpr int n_samples = 400;
  for (double const prevalence : {.15, .5}) {
    int n_roc = 0, n_precision = 0;
    for (int sample = 0; sample < n_samples; ++sample) {
      auto const [tp, fp] = random_curves(150, prevalence, roll);
      auto const bands = bands_of_curve(tp, fp, .8);
      bool roc = true, precision = true;
      for (std::size_t i = 1; i + 1 < tp.size(); ++i) {
        auto const is_within = [i](double x, curve_limits const& l) { return l.lower[i] <= x && x <= l.upper[i]; };
        double const fpr = fp[i] / fp.back(), recall = tp[i] / tp.back();
        if (fpr > 0 && fpr < 1) roc = roc && is_within(normal_cdf(1.2 + normal_quantile(fpr)), bands.simultaneous_sensitivity);
        if (recall == 0 || recall == 1) continue;
        double const wrong = normal_cdf(normal_quantile(recall) - 1.2) * (1 - prevalence), right = recall * prevalence;
        precision = precision && is_within(right / (right + wrong), bands.simultaneous_precision);
      }
      n_roc += roc, n_precision += precision;
    }
    EXPECT_GE(n_roc, .8 * n_samples) << prevalence;
    EXPECT_GE(n_precision, .8 * n_samples) << prevalence;
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
