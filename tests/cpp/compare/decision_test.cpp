// SPDX-License-Identifier: Apache-2.0
// p values against their closed forms: where limits are an estimate ± z standard errors, and where they are steps or end at some level.
#include "clinmetrics/compare/decision.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "clinmetrics/inference/detail/no_interval.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

double two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

/// How often limits are computed.
struct counted {
  std::function<interval(double z)> limits;
  mutable int n = 0;
  double p(claim const& c) const {
    return p_of(c, [&](confidence const& at) { return ++n, limits(at.z); });
  }
};

TEST(p_of, a_normal_estimate_is_the_normal_one) {
  for (double d : {-3.0, -.4, 0.01, .5, 1.2, 4.0, 6.9}) {
    counted const identity{[d](double z) { return detail::limits(d - z, d + z); }};
    EXPECT_NEAR(identity.p({}), two_sided(d), 1e-6 * two_sided(d)) << d;
    EXPECT_LE(identity.n, 5);
    counted const logarithm{[d](double z) { return detail::limits(std::exp(d - z), std::exp(d + z)); }};
    EXPECT_NEAR(logarithm.p({.contrast = contrast::ratio}), two_sided(d), 1e-6 * two_sided(d)) << d;
    EXPECT_LE(logarithm.n, 5);
    counted const logistic{[d](double z) { return detail::limits(1 / (1 + std::exp(z - d)) - .5, 1 / (1 + std::exp(-z - d)) - .5); }};
    EXPECT_NEAR(logistic.p({}), two_sided(d), 1e-6 * two_sided(d)) << d;
  }
}

/// Limits from replicates are nearly straight lines that are joined at many levels.
TEST(p_of, limits_with_a_corner_near_the_margin) {
  for (double corner = .5; corner < 3; corner += .01) {
    auto const half_width = [corner](double z) { return z < corner ? z : corner + 1.2 * (z - corner); };
    for (double root : {corner - .002, corner + .002, corner + .05}) {
      counted const c{[&](double z) { return detail::limits(half_width(root) - half_width(z), half_width(root) + half_width(z)); }};
      EXPECT_NEAR(c.p({}), two_sided(root), 1e-6 * two_sided(root)) << corner << ' ' << root;
    }
  }
}

TEST(p_of, a_claim_with_a_margin) {
  counted const c{[](double z) { return detail::limits(.1 - .1 * z, .1 + .1 * z); }};
  EXPECT_NEAR(c.p({.alternative = alternative::non_inferior, .margin = .05}), two_sided(1.5) / 2, 1e-7);
  EXPECT_NEAR(c.p({.alternative = alternative::equivalent, .margin = .25}), two_sided(1.5) / 2, 1e-7);
}

TEST(p_of, an_estimate_that_is_certain_or_equal) {
  EXPECT_LT((counted{[](double) { return detail::limits(1, 1); }}.p({})), 1e-13);
  EXPECT_EQ((counted{[](double) { return detail::limits(0, 0); }}.p({})), 1);
}

/// Wilson's limit meets m where the score test has z = |p̂ − m|/√(m(1 − m)/n).
TEST(p_of, wilson_limits_invert_the_score_test) {
  for (double n : {12.0, 90.0, 3000.0})
    for (double p : {0.25, 0.5, 0.75})
      for (double m : {0.31, 0.45, 0.52}) {
        double const z = (p - m) / std::sqrt(m * (1 - m) / n);
        if (std::abs(z) > 6.5) continue;
        counted const score{[&](double c) {
          double const middle = p + c * c / (2 * n), half = c * std::sqrt(p * (1 - p) / n + c * c / (4 * n * n)), size = 1 + c * c / n;
          return detail::limits((middle - half) / size - m, (middle + half) / size - m);
        }};
        EXPECT_NEAR(score.p({}), two_sided(z), 1e-9 * two_sided(z)) << n << ' ' << p << ' ' << m;
        EXPECT_LE(score.n, 7);
      }
}

TEST(p_of, levels_that_are_known_need_no_search) {
  counted const c{[](double z) { return detail::limits(.3 - .2 * z - .01 * z * z, .3 + .2 * z); }};
  double const root = (std::sqrt(.04 + .012) - .2) / .02;
  double const near[] = {root - 1e-3, root + 1e-3, 1.96};
  double const p = p_of(
      {}, [&](confidence const& at) { return ++c.n, c.limits(at.z); }, near);
  EXPECT_NEAR(p, two_sided(root), 1e-9 * two_sided(root));
  EXPECT_LE(c.n, 5);
}

/// As from replicates: the limit moves by steps, and there is none at high levels.
TEST(p_of, limits_by_steps) {
  auto const steps = [](double most) {
    return [most](double z) {
      if (z > most) return detail::no_interval(interval_status::too_few);
      return detail::limits(1 - std::floor(z * 4) / 4 - .3, 1 + std::floor(z * 4) / 4 + .3);
    };
  };
  EXPECT_NEAR((counted{steps(5)}.p({})), two_sided(.75), 1e-6);
  EXPECT_NEAR((counted{steps(.6)}.p({})), two_sided(.6), 1e-2);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
