// SPDX-License-Identifier: Apache-2.0
// Square-and-add: Newcombe's own example, other tools, ends, laws.
#include "clinmetrics/inference/square_and_add.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/metric/binary/balanced_accuracy.hpp"
#include "clinmetrics/metric/binary/g_mean.hpp"
#include "clinmetrics/metric/binary/informedness.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// How the two parts of the metrics are combined.
struct shape {
  combination how;
  monotone_map map;
};
constexpr shape difference{informedness::form_of({}).how, informedness::form_of({}).map};
constexpr shape half{balanced_accuracy::form_of({}).how, balanced_accuracy::form_of({}).map};
constexpr shape geometric{g_mean::form_of({}).how, g_mean::form_of({}).map};

interval of_pair(proportion a, proportion b, shape const& s, double level) { return square_and_add({a, b, s.how, s.map}, level); }

TEST(SquareAndAdd, AsPublished) {  // Newcombe 1998, table II: (a) 56/70 - 48/80, (c) 6/7 - 2/7, (e) 10/10 - 0/20
  testing::expect_limits(of_pair({56, 70}, {48, 80}, difference, .95), .0524314724, .3338726540, 5e-11);
  testing::expect_limits(of_pair({6, 7}, {2, 7}, difference, .95), .0582, .8062, 5e-5);
  testing::expect_limits(of_pair({10, 10}, {0, 20}, difference, .95), .6791, 1, 5e-5);
}

TEST(SquareAndAdd, DifferenceAtTheCornersStaysInRange) {
  auto const i = of_pair({10, 10}, {0, 10}, difference, .95);
  EXPECT_EQ(i.upper, 1);
  EXPECT_NEAR(i.lower, 1 - std::sqrt(2.0) * wilson({0, 10}, .95).upper, 1e-15);
  EXPECT_EQ(of_pair({0, 10}, {10, 10}, difference, .95).lower, -1);
}

TEST(SquareAndAdd, BalancedAccuracyIsInformednessMoved) {
  proportion const se{15, 20}, fpr{7, 80};
  auto const j = of_pair(se, fpr, difference, .95), ba = of_pair(se, fpr, half, .95);
  EXPECT_EQ(ba.lower, (j.lower + 1) / 2);
  EXPECT_EQ(ba.upper, (j.upper + 1) / 2);
}

TEST(SquareAndAdd, SwapChangesTheSign) {
  auto const i = of_pair({3, 9}, {20, 31}, difference, .95), r = of_pair({20, 31}, {3, 9}, difference, .95);
  EXPECT_EQ(i.lower, -r.upper);
  EXPECT_EQ(i.upper, -r.lower);
}

TEST(SquareAndAdd, GeometricMeanByHand) {  // both 8/10, Wilson l and u: exp(log .8 ∓ √2·log(.8/l)/2)
  auto const w = wilson({8, 10}, .95);
  auto const i = of_pair({8, 10}, {8, 10}, geometric, .95);
  testing::expect_limits(i, .8 * std::pow(w.lower / .8, std::sqrt(.5)), .8 * std::pow(w.upper / .8, std::sqrt(.5)), 1e-15);
}

TEST(SquareAndAdd, GeometricMeanWithACertainPartIsHalfOfTheOther) {  // 10¹² of 10¹²: √b
  auto const w = wilson({8, 10}, .95);
  testing::expect_limits(of_pair({1e12, 1e12}, {8, 10}, geometric, .95), std::sqrt(w.lower), std::sqrt(w.upper), 1e-11);
}

TEST(SquareAndAdd, GeometricMeanOfNothing) {
  double const u = wilson({0, 20}, .95).upper, v = wilson({7, 9}, .95).upper;
  for (auto const& i : {of_pair({0, 20}, {7, 9}, geometric, .95), of_pair({7, 9}, {0, 20}, geometric, .95)}) {
    EXPECT_EQ(i.lower, 0);
    EXPECT_NEAR(i.upper, std::sqrt(u * v), 1e-15);
  }
  EXPECT_NEAR(of_pair({0, 20}, {0, 20}, geometric, .95).upper, u, 1e-15);
}

TEST(SquareAndAdd, NetBenefitByHand) {  // 30 TP and 20 FP among 200 rows, harm ¼: cells of one multinomial, r = −√(pq/((1 − p)(1 − q)))
  double const p = .15, q = .1, harm = .25, r = -std::sqrt(p * q / ((1 - p) * (1 - q)));
  auto const a = wilson({30, 200}, .95), b = wilson({20, 200}, .95);
  auto const joined = [&](double x, double y) { return std::sqrt(x * x - 2 * r * x * y + y * y); };
  composite_of_proportions const net_benefit{{30, 200}, {20, 200}, {.weight = -harm, .r = r}};
  testing::expect_limits(square_and_add(net_benefit, .95), p - harm * q - joined(p - a.lower, harm * (b.upper - q)),
                         p - harm * q + joined(a.upper - p, harm * (q - b.lower)), 1e-15);
}

TEST(SquareAndAdd, NestsAndContains) {
  for (auto const* form : {&difference, &half, &geometric})
    for (double x = 0; x <= 12; ++x)
      for (double y = 0; y <= 7; ++y) {
        auto const inner = of_pair({x, 12}, {y, 7}, *form, .8), outer = of_pair({x, 12}, {y, 7}, *form, .95);
        double const a = x / 12, b = y / 7, value = form == &difference ? a - b : form == &half ? (a - b + 1) / 2 : std::sqrt(a * b);
        testing::expect_within(inner, outer);
        EXPECT_LE(inner.lower, value + 1e-15);
        EXPECT_GE(inner.upper, value - 1e-15);
        EXPECT_GE(outer.lower, form == &difference ? -1 : 0);
        EXPECT_LE(outer.upper, 1);
      }
}

TEST(SquareAndAdd, NothingMeansNothing) {
  for (auto const* form : {&difference, &half, &geometric}) {
    testing::expect_none(of_pair({0, 0}, {1, 2}, *form, .95), interval_status::undefined_value);
    testing::expect_none(of_pair({1, 2}, {0, 0}, *form, .95), interval_status::undefined_value);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
