// SPDX-License-Identifier: Apache-2.0
// Student's t on a scale: by hand, each scale, each reason for none.
#include "clinmetrics/inference/transform_t.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/inference/delong.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double t9 = 2.2621571627982055;  // 95 %, 9 degrees of freedom

TEST(TransformT, ByHand) {
  testing::expect_limits(transform_t(-3, .5, 9, scale::identity, .95), -3 - t9 / 2, -3 + t9 / 2, 1e-14);
  testing::expect_limits(transform_t(2, .2, 9, scale::log, .95), 2 * std::exp(-t9 / 10), 2 * std::exp(t9 / 10), 1e-14);
  testing::expect_limits(transform_t(.8, .08, 9, scale::logit, .95), 1 / (1 + std::exp(t9 / 2) / 4), 1 / (1 + std::exp(-t9 / 2) / 4),
                         1e-15);
  testing::expect_limits(transform_t(.6, .16, 9, scale::fisher_z, .95), std::tanh(std::log(2) - t9 / 4), std::tanh(std::log(2) + t9 / 4),
                         1e-15);
}

TEST(TransformT, ReportsWhatItUsed) {
  auto const i = transform_t(.8, .08, 9, scale::logit, .95);
  EXPECT_EQ(i.se, .08);
  EXPECT_EQ(i.df, 9);
}

TEST(TransformT, WithInfiniteDfIsLogitDelong) {
  auto const a = transform_t(.73, .05, infinity, scale::logit, .95), b = logit_delong({.73, 41, 72, .0025}, .95);
  testing::expect_limits(a, b.lower, b.upper, 1e-15);
}

TEST(TransformT, StaysInRangeNestsAndMirrors) {
  for (double se : {1e-9, .01, .3, 5.0})
    for (double df : {1.0, 4.5, 100.0}) {
      auto const i = transform_t(.9, se, df, scale::logit, .95), m = transform_t(1 - .9, se, df, scale::logit, .95);
      EXPECT_TRUE(0 <= i.lower && i.lower < .9 && .9 < i.upper && i.upper <= 1);
      testing::expect_limits(i, 1 - m.upper, 1 - m.lower, 1e-14);
      testing::expect_within(transform_t(.9, se, df, scale::logit, .8), i);
      auto const f = transform_t(.9, se, df, scale::fisher_z, .95), g = transform_t(-.9, se, df, scale::fisher_z, .95);
      EXPECT_TRUE(-1 <= f.lower && f.lower < .9 && .9 < f.upper && f.upper <= 1);
      testing::expect_limits(f, -g.upper, -g.lower, 1e-15);
      EXPECT_GE(transform_t(.9, se, df, scale::log, .95).lower, 0);
    }
}

TEST(TransformT, NearTheEdgeKeepsDigits) {  // 1 − θ = 2⁻⁴⁰: odds of failure move by e^step exactly
  double const rest = 0x1p-40;
  auto const i = transform_t(1 - rest, rest / 4, 9, scale::logit, .95);
  EXPECT_NEAR((1 - i.lower) / (rest * std::exp(t9 / 4)), 1, 1e-3);
  auto const j = transform_t(rest, rest / 4, 9, scale::logit, .95);
  EXPECT_NEAR(j.upper / (rest * std::exp(t9 / 4)), 1, 1e-11);
}

TEST(TransformT, SaysWhyThereIsNone) {
  auto const none = [](double value, double se, double df, scale h, interval_status why) {
    testing::expect_none(transform_t(value, se, df, h, .95), why);
  };
  none(std::nan(""), .1, 9, scale::logit, interval_status::undefined_value);
  none(.5, std::nan(""), 9, scale::logit, interval_status::undefined_value);
  none(.5, 0, 9, scale::logit, interval_status::zero_variance);
  none(1, 0, 9, scale::logit, interval_status::zero_variance);
  none(1, .1, 9, scale::logit, interval_status::infinite_value);
  none(0, .1, 9, scale::log, interval_status::infinite_value);
  none(-1, .1, 9, scale::fisher_z, interval_status::infinite_value);
  none(infinity, .1, 9, scale::log, interval_status::infinite_value);
  none(.5, infinity, 9, scale::logit, interval_status::infinite_value);
  none(1.5, .1, 9, scale::logit, interval_status::not_applicable);
  none(-1, .1, 9, scale::log, interval_status::not_applicable);
  none(.5, .1, 0, scale::logit, interval_status::too_few);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
