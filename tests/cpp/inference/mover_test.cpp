// SPDX-License-Identifier: Apache-2.0
// MOVER: Newcombe's method 10 for two groups as a method of two sides, correlated sides, other scales, laws.
#include "clinmetrics/inference/mover.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "clinmetrics/inference/method.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

evidence of(proportion p) { return {.point = {p.successes / p.trials, status::ok}, .closed = p}; }

/// The difference of two numbers, each with the limits of the method named.
interval difference(evidence const& a, evidence const& b, char const* method, confidence const& c, std::vector<double> const& r = {}) {
  side const sides[] = {{&a, find_method(method)}, {&b, find_method(method)}};
  return make_interval(*find_method("mover"), std::span<side const>(sides), r, c);
}
interval newcombe10(proportion a, proportion b, double level = .95) { return difference(of(a), of(b), "wilson", level); }

TEST(Mover, OfTwoGroupsAsPublished) {  // Newcombe, Stat Med 1998;17:873-890, table II, method 10
  testing::expect_limits(newcombe10({56, 70}, {48, 80}), .0524, .3339, 5e-5);
  EXPECT_EQ(name_of(newcombe10({56, 70}, {48, 80}).how), "mover");
  testing::expect_limits(newcombe10({9, 10}, {3, 10}), .1705, .8090, 5e-5);
  testing::expect_limits(newcombe10({6, 7}, {2, 7}), .0582, .8062, 5e-5);
  testing::expect_limits(newcombe10({5, 56}, {0, 29}), -.0381, .1926, 5e-5);
  testing::expect_limits(newcombe10({0, 10}, {0, 20}), -.1611, .2775, 5e-5);
  testing::expect_limits(newcombe10({0, 10}, {0, 10}), -.2775, .2775, 5e-5);
  testing::expect_limits(newcombe10({10, 10}, {0, 20}), .6791, 1, 5e-5);
  testing::expect_limits(newcombe10({10, 10}, {0, 10}), .6075, 1, 5e-5);
}

TEST(Mover, ASwapNegatesExactly) {
  for (double r : {0., .3, -.7, 1.})
    for (auto const& [a, b] : {std::pair{proportion{3, 9}, proportion{20, 31}}, std::pair{proportion{0, 9}, proportion{31, 31}}}) {
      auto const i = difference(of(a), of(b), "wilson", .9, {r}), swapped = difference(of(b), of(a), "wilson", .9, {r});
      EXPECT_EQ(i.lower, -swapped.upper);
      EXPECT_EQ(i.upper, -swapped.lower);
    }
}

TEST(Mover, SidesMayHaveAnyMethodOfTheirOwn) {  // exact tails, by hand
  auto const i = difference(of({8, 20}), of({5, 30}), "clopper_pearson", .95);
  auto const a = make_interval(*find_method("clopper_pearson"), of({8, 20}), .95);
  auto const b = make_interval(*find_method("clopper_pearson"), of({5, 30}), .95);
  testing::expect_limits(i, .4 - 5. / 30 - std::hypot(.4 - a.lower, b.upper - 5. / 30),
                         .4 - 5. / 30 + std::hypot(a.upper - .4, 5. / 30 - b.lower), 1e-15);
}

TEST(Mover, OfNormalLimitsIsTheVarianceOfADifference) {  // symmetric limits ±z·SE: √(s² + t² − 2r·s·t)
  bounded const a{5, 5 - 1.5, 5 + 1.5}, b{3, 3 - 2, 3 + 2};
  for (double r : {-1., -.4, 0., .25, 1.}) {
    auto const d = mover(a, b, {.r = r});
    double const half = std::sqrt(2.25 + 4 - 2 * r * 3);
    EXPECT_NEAR(d.lower, 2 - half, 1e-15);
    EXPECT_NEAR(d.upper, 2 + half, 1e-15);
    auto const sum = mover(a, b, {.weight = 1, .r = -r});
    EXPECT_NEAR(sum.lower, 8 - half, 2e-15);
    EXPECT_NEAR(sum.upper, 8 + half, 2e-15);
  }
  EXPECT_EQ(mover(a, b, {.r = 7}).lower, mover(a, b, {.r = 1}).lower) << "a correlation is at most 1";
}

TEST(Mover, AWeightMultipliesTheSecondNumber) {
  auto const by_weight = mover({.3, .2, .45}, {.1, .05, .2}, {.weight = -.25, .r = -.2});
  auto const scaled = mover({.3, .2, .45}, {.025, .0125, .05}, {.r = -.2});
  EXPECT_NEAR(by_weight.value, .275, 1e-16);
  EXPECT_NEAR(by_weight.lower, scaled.lower, 1e-16);
  EXPECT_NEAR(by_weight.upper, scaled.upper, 1e-16);
}

TEST(Mover, OfAQuotientOnTheLogarithm) {
  bounded const a{.5, .4, .65}, b{.2, .1, .4};
  auto const q = mover(a, b, {.h = scale::log});
  EXPECT_NEAR(q.value, 2.5, 1e-15);
  EXPECT_NEAR(q.lower, 2.5 * std::exp(-std::hypot(std::log(.5 / .4), std::log(.4 / .2))), 1e-15);
  EXPECT_NEAR(q.upper, 2.5 * std::exp(std::hypot(std::log(.65 / .5), std::log(.2 / .1))), 1e-14);
  auto const open = mover({.5, 0, .65}, {.2, 0, .4}, {.h = scale::log, .r = .5});
  EXPECT_EQ(open.lower, 0);
  EXPECT_TRUE(std::isinf(open.upper));
  auto const none = mover(a, {0, 0, .1}, {.h = scale::log});
  EXPECT_EQ(none.lower, 4);
  EXPECT_TRUE(std::isinf(none.upper));
}

TEST(Mover, OfTwoProportionsOfIndependentRowsIsSquareAndAdd) {
  for (auto const& f : {composite_of_proportions{{17, 20}, {6, 30}}, composite_of_proportions{{3, 9}, {0, 40}, {}, {1, 1, 0, 2}}}) {
    evidence const e{.point = {0, status::ok}, .closed = f};
    auto const one = make_interval(*find_method("mover"), e, .95), other = make_interval(*find_method("square_and_add"), e, .95);
    EXPECT_EQ(one.lower, other.lower);
    EXPECT_EQ(one.upper, other.upper);
  }
}

TEST(Mover, OfUnitsTakesTheCorrelationOfTheirDeleteOneValues) {  // 12 units that shift both proportions in the same direction, by hand
  deletions all;
  all.parts.resize(2);
  std::vector<double> const shift{-3, -2, -2, -1, -1, 0, 0, 1, 1, 2, 2, 3};
  for (double d : shift) {
    all.without.add({0, 1});
    all.parts[0].without.add({.8 + .002 * d, 1}), all.parts[0].trials.push_back(5);
    all.parts[1].without.add({.3 + .004 * d, 1}), all.parts[1].trials.push_back(8);
  }
  evidence e{.point = {.5, status::ok}, .closed = composite_of_proportions{{48, 60}, {28.8, 96}}, .is_independent = false};
  e.units = {12, 12, 12}, e.left_out = [&]() -> deletions const& { return all; };
  double const t = t_quantile_two_sided(.95, 11), squares = 38. * 11 / 12;  // Σ shift² · (m − 1)/m
  auto const on_logit = [&](double p, double se, double sign) {
    double const x = std::log(p / (1 - p)) + sign * t * se / (p * (1 - p));
    return 1 / (1 + std::exp(-x));
  };
  double const se_a = .002 * std::sqrt(squares), se_b = .004 * std::sqrt(squares);  // r = 1: the distances are subtracted
  auto const i = make_interval(*find_method("mover"), e, .95);
  EXPECT_NEAR(i.lower, .5 - std::abs(.8 - on_logit(.8, se_a, -1) - (on_logit(.3, se_b, 1) - .3)), 1e-8);
  EXPECT_NEAR(i.upper, .5 + std::abs(on_logit(.8, se_a, 1) - .8 - (.3 - on_logit(.3, se_b, -1))), 1e-8);
}

TEST(Mover, WithoutLimitsOfASideThereAreNone) {
  evidence const nothing{.point = {std::nan(""), status::empty}, .closed = proportion{0, 0}};
  testing::expect_none(difference(of({1, 2}), nothing, "wilson", .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
