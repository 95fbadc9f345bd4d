// SPDX-License-Identifier: Apache-2.0
// The decision curve: net benefits as the metric has them, which thresholds are left out, and limits for all thresholds together.
#include "engine/decision_points.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "support/dice.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::dice;
using clinmetrics::testing::make;
using clinmetrics::testing::random_table;
using clinmetrics::testing::table;

curve::decision_points points_of(table const& t, curve_steps steps = curve_steps::exact) {
  return evaluate(make(t), {.metrics = {"auroc"}, .ci = "none", .curves = steps}).curves.at(0).decision;
}

/// Risks that are true.
table calibrated(std::size_t n, double intercept, dice& roll) {
  table t;
  for (std::size_t i = 0; i < n; ++i) {
    double const bell = roll.uniform() + roll.uniform() + roll.uniform() + roll.uniform() - 2;
    double const risk = 1 / (1 + std::exp(-intercept - 2.5 * bell));
    t.score.push_back(risk), t.y.push_back(roll.uniform() < risk);
  }
  return t;
}

TEST(DecisionPoints, AreThoseOfTheMetrics) {
  auto const t = random_table({.n = 300}, 3);
  auto const points = points_of(t);
  ASSERT_EQ(points.threshold.size(), 99u);
  auto const r = evaluate(
      make(t), {.metrics = {"net_benefit", "net_benefit_treat_all"}, .threshold = {points.threshold.begin(), points.threshold.end()}});
  for (std::size_t i = 0; i < 99; ++i) {
    EXPECT_EQ(points.threshold[i], static_cast<double>(i + 1) / 100);
    EXPECT_EQ(points.net_benefit[i], r.rows()[i].value.number);
    EXPECT_EQ(points.treat_all[i], r.rows()[99 + i].value.number);
    EXPECT_NEAR(points.lower[i], r.rows()[i].interval.lower, 1e-12 * (1 + std::abs(points.lower[i])));
    EXPECT_NEAR(points.upper[i], r.rows()[i].interval.upper, 1e-12);
    EXPECT_LE(points.simultaneous_lower[i], points.lower[i]);
    EXPECT_GE(points.simultaneous_upper[i], points.upper[i]);
  }
}

TEST(DecisionPoints, ThresholdsThatShowFewRowsAreLeftOut) {
  dice roll(4);
  for (std::size_t const n : {4u, 5u, 12u, 60u, 400u}) {
    auto const t = calibrated(n, -1, roll);
    auto const points = points_of(t, curve_steps::steps);
    EXPECT_EQ(points.threshold.empty(), n < 5);
    std::size_t before = n;
    for (double const threshold : points.threshold) {
      auto const above = static_cast<std::size_t>(std::count_if(t.score.begin(), t.score.end(), [&](double s) { return s >= threshold; }));
      EXPECT_TRUE(before == above || before - above >= 5) << n << " rows, threshold " << threshold;
      EXPECT_TRUE(above == 0 || above >= 5);
      before = above;
    }
  }
}

TEST(DecisionPoints, OnlyOfProbabilitiesAndLimitsOnlyOfIndependentRows) {
  auto t = random_table({.n = 200}, 5);
  for (auto& s : t.score) s *= 2;
  EXPECT_TRUE(points_of(t).threshold.empty());
  auto const clustered = points_of(random_table({.n = 200, .n_units = 50}, 5));
  EXPECT_EQ(clustered.net_benefit.size(), 99u);
  EXPECT_TRUE(clustered.lower.empty() && clustered.upper.empty() && clustered.simultaneous_lower.empty() &&
              clustered.simultaneous_upper.empty());
}

TEST(DecisionPoints, CriticalValueLiesBetweenThoseOfOneAndOfIndependentEstimates) {
  double const one = confidence(.95).z;
  EXPECT_NEAR(critical_of_neighbors({}, .95), one, 1e-5);
  EXPECT_NEAR(critical_of_neighbors(std::vector<double>(98, 1.), .95), one, 1e-5);
  // of independent estimates Hunter's bound counts every miss but the pairs of neighbours that miss in the same direction
  double const bonferroni = confidence(1 - .05 / 99).z, independent = critical_of_neighbors(std::vector<double>(98, 0.), .95);
  EXPECT_LE(independent, bonferroni + 1e-5);
  EXPECT_NEAR(independent, bonferroni, .01);
  double last = independent;
  for (double const r : {.5, .9, .99, .999}) {
    double const z = critical_of_neighbors(std::vector<double>(98, r), .95);
    EXPECT_LT(z, last) << r;
    last = z;
  }
  EXPECT_GT(last, one);
}

TEST(DecisionPoints, SimultaneousLimitsHoldTogether) {
  for (double const intercept : {-2.5, -.5}) {
    dice roll(6);
    auto const truth = points_of(calibrated(2'000'000, intercept, roll)).net_benefit;
    int n_held = 0, n_inside = 0;
    constexpr int n_samples = 300;
    for (int sample = 0; sample < n_samples; ++sample) {
      auto const points = points_of(calibrated(300, intercept, roll));
      int n_missed = 0;
      for (std::size_t i = 0; i < truth.size(); ++i) {
        n_missed += truth[i] < points.simultaneous_lower[i] || truth[i] > points.simultaneous_upper[i];
        n_inside += points.lower[i] <= truth[i] && truth[i] <= points.upper[i];
      }
      n_held += n_missed == 0;
    }
    EXPECT_GE(n_held, .93 * n_samples) << intercept;  // 95 % and a Monte-Carlo error of 1.3 %
    EXPECT_GE(n_inside, .93 * 99 * n_samples) << intercept;
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
