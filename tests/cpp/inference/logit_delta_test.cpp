// SPDX-License-Identifier: Apache-2.0
// F-beta's logit interval: by hand, against numeric derivatives, the ends.
#include "clinmetrics/inference/logit_delta.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/metric/binary/f_beta.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double z = 1.959963984540054;

interval logit_delta_f_beta(confusion const& c, double beta, double level) { return logit_delta(f_beta{beta}.form_of(c), level); }

TEST(LogitDelta, F1ByHand) {  // 30 TP, 20 misses: logit F = log 3, SE² = 1/30 + 1/20 = 1/12
  double const se = std::sqrt(1.0 / 12);
  auto const i = logit_delta_f_beta({30, 12, 8, 1000}, 1, .95);
  testing::expect_limits(i, 1 / (1 + std::exp(z * se) / 3), 1 / (1 + std::exp(-z * se) / 3), 1e-15);
  EXPECT_NEAR(i.se, .75 * .25 * se, 1e-16);
}

TEST(LogitDelta, IsTheDeltaMethod) {  // Σ n·(∂ logit F/∂n)² with numeric derivatives
  for (double beta : {.5, 2.0}) {
    double const n[] = {37, 21, 9};  // TP, FP, FN
    auto const logit = [&](double tp, double fp, double fn) { return std::log((1 + beta * beta) * tp / (beta * beta * fn + fp)); };
    double variance = 0;
    for (int k = 0; k < 3; ++k) {
      double up[] = {n[0], n[1], n[2]}, down[] = {n[0], n[1], n[2]};
      up[k] += 1e-4, down[k] -= 1e-4;
      double const slope = (logit(up[0], up[1], up[2]) - logit(down[0], down[1], down[2])) / 2e-4;
      variance += n[k] * slope * slope;
    }
    auto const i = logit_delta_f_beta({37, 21, 9, 5}, beta, .95);
    double const width = std::log(i.upper / (1 - i.upper)) - std::log(i.lower / (1 - i.lower));
    EXPECT_NEAR(width, 2 * z * std::sqrt(variance), 1e-7);
  }
}

TEST(LogitDelta, EdgesGetHalfACell) {
  auto const one = logit_delta_f_beta({10, 0, 0, 5}, 2, .95);  // 10.5, .5, .5
  double const odds = 5 * 10.5 / 2.5, se = std::sqrt(1 / 10.5 + 8.5 / 6.25);
  EXPECT_EQ(one.upper, 1);
  EXPECT_NEAR(one.lower, 1 / (1 + std::exp(z * se) / odds), 1e-15);
  EXPECT_TRUE(std::isnan(one.se));
  auto const none = logit_delta_f_beta({0, 3, 4, 5}, 2, .95);
  EXPECT_EQ(none.lower, 0);
  EXPECT_GT(none.upper, 0);
  EXPECT_LT(none.upper, 1);
  EXPECT_NE(logit_delta_f_beta({10, 0, 3, 5}, 2, .95).upper, 1) << "one kind of error is enough";
}

TEST(LogitDelta, BetaZeroIsPrecision) {
  EXPECT_EQ(logit_delta_f_beta({10, 0, 3, 5}, 0, .95).upper, 1) << "no false positive";
  testing::expect_none(logit_delta_f_beta({0, 0, 3, 5}, 0, .95), interval_status::undefined_value);
}

TEST(LogitDelta, NestsAndContains) {
  for (std::uint64_t tp = 0; tp <= 5; ++tp)
    for (std::uint64_t fp = 0; fp <= 5; ++fp)
      for (std::uint64_t fn = 0; fn <= 5; ++fn) {
        auto const inner = logit_delta_f_beta({tp, fp, fn, 9}, 2, .9), outer = logit_delta_f_beta({tp, fp, fn, 9}, 2, .99);
        if (tp + fp + fn == 0) {
          testing::expect_none(inner, interval_status::undefined_value);
          continue;
        }
        double const f = 5.0 * static_cast<double>(tp) / static_cast<double>(5 * tp + 4 * fn + fp);
        testing::expect_within(inner, outer);
        EXPECT_TRUE(inner.lower <= f && f <= inner.upper);
      }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
