// SPDX-License-Identifier: Apache-2.0
// The counts behind the pictures: cumulative over a coarse grid, with Wilson limits where they hold, calibration bins of equal mass.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "support/rows.hpp"

namespace clinmetrics {
namespace {

using testing::make;
using testing::random_table;

curve curve_of(testing::table const& t) {
  auto const r = evaluate(make(t), {.metrics = {"prevalence"}, .ci = "none", .curves = true});
  EXPECT_EQ(r.curves.size(), 1u);
  return r.curves.at(0);
}

TEST(curves, count_what_lies_at_or_above_each_threshold) {
  for (std::uint32_t weights : {0u, 4u}) {
    auto const t = random_table({.n = 150, .score_levels = 0, .weights_below = weights}, 1);
    auto const c = curve_of(t);
    ASSERT_EQ(c.threshold.size(), 101u);
    EXPECT_EQ(c.threshold.front(), 1);
    EXPECT_EQ(c.threshold.back(), 0);
    EXPECT_TRUE(std::is_sorted(c.threshold.rbegin(), c.threshold.rend()));
    for (std::size_t k = 0; k < c.threshold.size(); ++k) {
      double tp = 0, fp = 0;
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t.score[i] >= c.threshold[k]) (t.y[i] ? tp : fp) += t.weight.empty() ? 1. : static_cast<double>(t.weight[i]);
      EXPECT_EQ(c.tp[k], tp);
      EXPECT_EQ(c.fp[k], fp);
      if (weights == 0) {
        auto const limits = wilson({tp, c.n_positive}, .95);
        EXPECT_EQ(c.sensitivity_lower[k], limits.lower);
        EXPECT_EQ(c.sensitivity_upper[k], limits.upper);
      } else {
        EXPECT_TRUE(std::isnan(c.sensitivity_lower[k])) << "Wilson's limits do not hold with weights";
      }
    }
    EXPECT_EQ(c.n_positive, c.tp.back());
    EXPECT_EQ(c.n_negative, c.fp.back());
  }
}

TEST(curves, calibration_bins_share_the_rows) {
  auto const t = random_table({.n = 200, .score_levels = 0}, 2);
  auto const c = curve_of(t);
  ASSERT_EQ(c.calibration.size(), 10u);
  double n = 0, positive = 0;
  for (auto const& b : c.calibration) {
    EXPECT_EQ(b.n, 20);
    EXPECT_LE(b.low, b.mean_score);
    EXPECT_GE(b.high, b.mean_score);
    EXPECT_LE(b.lower, b.n_positive / b.n);
    EXPECT_GE(b.upper, b.n_positive / b.n);
    n += b.n, positive += b.n_positive;
  }
  EXPECT_EQ(n, 200);
  EXPECT_EQ(positive, c.n_positive);
}

TEST(curves, of_scores_that_are_no_probabilities_have_rounded_quantiles_and_no_calibration) {
  auto t = random_table({.n = 500, .score_levels = 0}, 3);
  for (auto& s : t.score) s = 1000 * (s - .5);
  auto const c = curve_of(t);
  EXPECT_TRUE(c.calibration.empty());
  EXPECT_LE(c.threshold.size(), 101u);
  EXPECT_TRUE(std::is_sorted(c.threshold.rbegin(), c.threshold.rend()));
  for (double x : c.threshold) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2e", x);
    EXPECT_NEAR(std::stod(text), x, 1e-9 * std::abs(x)) << "three digits at most";
  }
}

TEST(curves, are_drawn_of_scores_alone_and_whatever_the_metrics) {
  auto const c = make(random_table({.n = 50, .hard = true}, 4));
  for (auto const* metric : {"accuracy", "prevalence"}) {
    auto const r = evaluate(c, {.metrics = {metric}, .threshold = {.5}, .ci = "none", .curves = true});
    ASSERT_EQ(r.curves.size(), 1u);
    EXPECT_EQ(r.curves[0].model, 0u);
  }
  auto const scores = make(random_table({.n = 50}, 4));
  EXPECT_EQ(evaluate(scores, {.metrics = {"brier"}, .ci = "none", .curves = true}).curves.size(), 1u);
  EXPECT_TRUE(evaluate(scores, {.metrics = {"brier"}, .ci = "none"}).curves.empty());
}

TEST(curves, of_few_rows_and_of_one_class) {
  for (std::size_t n : {0u, 1u, 2u, 3u})
    for (std::uint8_t const label : {std::uint8_t{0}, std::uint8_t{1}}) {
      testing::table t{.score = std::vector<double>(n, .25), .y = std::vector<std::uint8_t>(n, label)};
      auto const c = curve_of(t);
      EXPECT_EQ(c.n_positive + c.n_negative, static_cast<double>(n));
    }
}

}  // namespace
}  // namespace clinmetrics
