// SPDX-License-Identifier: Apache-2.0
// The beta bound: values from two independent programs, Clopper and Pearson's limits as a special case, laws, degenerate samples.
#include "clinmetrics/inference/beta_bound.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The AUROC and the spread of its placements, pair by pair.
placement_summary pairs(std::vector<double> const& positive, std::vector<double> const& negative) {
  auto const wins = [](double x, double y) { return x > y ? 1 : x == y ? 0.5 : 0; };
  std::vector<double> of_positive, of_negative;
  for (double x : positive) {
    double sum = 0;
    for (double y : negative) sum += wins(x, y);
    of_positive.push_back(sum / static_cast<double>(negative.size()));
  }
  for (double y : negative) {
    double sum = 0;
    for (double x : positive) sum += wins(x, y);
    of_negative.push_back(sum / static_cast<double>(positive.size()));
  }
  double auc = 0;
  for (double p : of_positive) auc += p / static_cast<double>(positive.size());
  auto const spread = [&](std::vector<double> const& of) {
    double sum = 0;
    for (double p : of) sum += (p - auc) * (p - auc);
    return sum;
  };
  return {auc, static_cast<double>(positive.size()), static_cast<double>(negative.size()), {spread(of_positive), spread(of_negative)}};
}

mean_summary summary_of(std::vector<double> const& values) {
  auto const n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (double x : values) mean += x / n;
  for (double x : values) squares += (x - mean) * (x - mean) / n;
  return {n, mean, squares};
}

std::vector<double> const ten{1, 2, 2.5, 4, .5, 3.5, 1.5, 2.2, .7, 5.5};

TEST(BetaBound, OfTheAurocAsTwoProgramsGive) {
  auto const some = pairs({3, 4, 5, 6, 9}, ten);
  EXPECT_NEAR(some.auc, .89, 1e-15);
  testing::expect_limits(beta_bound(some, .95), .456265896, .989756857, 5e-10);
  testing::expect_limits(beta_bound(pairs({7, 8, 9, 10, 11}, ten), .95), .518903875, 1, 5e-10);
  testing::expect_limits(beta_bound(pairs({.1, .2, .3, .4, .45}, ten), .95), 0, .481096125, 5e-10);
  testing::expect_limits(beta_bound(pairs({2.2, 4}, {1, 2.2, 4, 4}), .95), .068524746, .958166666, 5e-10);
}

TEST(BetaBound, OfMeansAsTwoProgramsGive) {
  std::vector<double> const y{0, 0, 0, 1, 0, 1, 0, 0, 0, 1}, p{.1, .2, .05, .7, .3, .4, .15, .25, .1, .9};
  std::vector<double> squared, loss, difference;
  double const most = -std::log(.05);
  for (std::size_t i = 0; i < y.size(); ++i) {
    squared.push_back((p[i] - y[i]) * (p[i] - y[i]));
    loss.push_back(-std::log(y[i] != 0 ? p[i] : 1 - p[i]) / most);
    difference.push_back((y[i] - p[i] + 1) / 2);
  }
  testing::expect_limits(beta_bound(summary_of(squared), .5, .95), .021033581, .269893536, 5e-10);
  auto const of_loss = beta_bound(summary_of(loss), .5, .95);
  EXPECT_NEAR(most * of_loss.lower, .133133626, 5e-10);
  EXPECT_NEAR(most * of_loss.upper, .822186886, 5e-10);
  auto const of_difference = beta_bound(summary_of(difference), 1, .95);
  EXPECT_NEAR(2 * of_difference.lower - 1, -.315792932, 5e-10);
  EXPECT_NEAR(2 * of_difference.upper - 1, .292748916, 5e-10);
}

TEST(BetaBound, OfZerosAndOnesIsClopperAndPearsons) {
  for (double n : {1., 7., 40., 3000.})
    for (double x : {0., 1., 2., 7., 29., 40., 3000.}) {
      if (x > n) continue;
      double const p = x / n;
      auto const mine = beta_bound({n, p, p * (1 - p)}, 1, .95), exact = clopper_pearson({x, n}, .95);
      testing::expect_limits(mine, exact.lower, exact.upper, 1e-10);
    }
}

/// Average precision by its definition, for weights of single rows.
double precision_of(std::vector<double> const& score, std::vector<int> const& label, std::vector<double> const& weight) {
  double sum = 0, positives = 0;
  for (std::size_t i = 0; i < score.size(); ++i) {
    if (label[i] == 0) continue;
    double above = 0, hits = 0;
    for (std::size_t j = 0; j < score.size(); ++j)
      if (score[j] >= score[i]) above += weight[j], hits += weight[j] * label[j];
    sum += weight[i] * hits / above, positives += weight[i];
  }
  return sum / positives;
}

TEST(BetaBound, OfAveragePrecisionHasTheMomentsOfItsDerivatives) {  // derivatives by differences of the definition
  std::vector<tied_rows> const runs{{1, 0}, {2, 1}, {0, 3}, {1, 2}};
  std::vector<double> score{9, 8, 8, 8, 7, 7, 7, 6, 6, 6};
  std::vector<int> label{1, 1, 1, 0, 0, 0, 0, 1, 0, 0};
  auto const mine = beta_bound(moments_of(runs), .95);
  auto const moments = [&](bool upper) {
    auto s = score;
    auto l = label;
    std::vector<double> w(s.size(), 1);
    s.push_back(10), l.push_back(upper), w.push_back(.5), s.push_back(0), l.push_back(!upper), w.push_back(.5);
    double const mean = precision_of(s, l, w), h = 1e-5;
    double variance = 0, total = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      auto more = w, less = w;
      more[i] += h, less[i] -= h, total += w[i];
      double const d = (precision_of(s, l, more) - precision_of(s, l, less)) / (2 * h);
      variance += w[i] * d * d;
    }
    return std::pair(upper ? 1 - mean : mean, variance * total / (total + 1));
  };
  auto const quantile = [&](std::pair<double, double> m) {
    double const size = m.first * (1 - m.first) / m.second - 1;
    return clinmetrics::beta_quantile(.025, m.first * size, (1 - m.first) * size);
  };
  EXPECT_NEAR(mine.lower, quantile(moments(false)), 1e-8);
  EXPECT_NEAR(mine.upper, 1 - quantile(moments(true)), 1e-8);
}

TEST(BetaBound, ContainsTheValueAndIsNestedAndMirrored) {
  std::mt19937 dice(1);
  for (int trial = 0; trial < 300; ++trial) {
    auto const n = 1 + dice() % 30, k = 1 + dice() % 12;
    std::vector<double> values(n), positive(k), negative(n);
    for (auto* list : {&values, &positive, &negative})
      for (auto& x : *list) x = static_cast<double>(dice() % 9) / 8;
    auto mirrored = values;
    for (auto& x : mirrored) x = 1 - x;
    auto const s = summary_of(values);
    auto const inner = beta_bound(s, .5, .8), outer = beta_bound(s, .5, .95), other = beta_bound(summary_of(mirrored), .5, .95);
    testing::expect_within(inner, outer);
    EXPECT_LE(inner.lower, s.mean);
    EXPECT_GE(inner.upper, s.mean);
    EXPECT_NEAR(other.lower, 1 - outer.upper, 1e-12);
    auto const auc = pairs(positive, negative), swapped = pairs(negative, positive);
    auto const narrow = beta_bound(auc, .8), wide = beta_bound(auc, .95), turned = beta_bound(swapped, .95);
    testing::expect_within(narrow, wide);
    EXPECT_LE(wide.lower, auc.auc);
    EXPECT_GE(wide.upper, auc.auc);
    EXPECT_GE(wide.lower, 0);
    EXPECT_LE(wide.upper, 1);
    EXPECT_NEAR(turned.lower, 1 - wide.upper, 1e-12);
  }
}

TEST(BetaBound, OfManyRowsIsTheNormalApproximation) {
  double const n = 1e8, mean = .3, sd = .2;
  auto const i = beta_bound({n, mean, sd * sd}, .5, .95);
  testing::expect_limits(i, mean - 1.959963984540054 * sd / 1e4, mean + 1.959963984540054 * sd / 1e4, 1e-8);
}

TEST(BetaBound, OfTooLittle) {
  testing::expect_none(beta_bound(mean_summary{0, std::nan(""), 0}, .5, .95), interval_status::undefined_value);
  testing::expect_none(beta_bound(placement_summary{std::nan(""), 0, 4, {0, 0}}, .95), interval_status::undefined_value);
  std::vector<tied_rows> const one{{0, 2}, {1, 3}};
  testing::expect_none(beta_bound(moments_of(one), .95), interval_status::too_few);
}

TEST(BetaBound, OfMomentsThatFitNoBetaDistributionIsTheWholeRange) {  // 5 units whose standard error is half of the range
  auto const i = beta_bound({5, .9, .25 * 5}, .6, .95);
  EXPECT_EQ(i.lower, 0);
  EXPECT_EQ(i.upper, 1);
}

TEST(BetaBound, EffectiveRowsLieBetweenTheirBounds) {
  EXPECT_NEAR(effective_rows(.25, .05, 2, 1000), 100, 1e-12);
  EXPECT_EQ(effective_rows(.25, .5, 2, 1000), 2);
  EXPECT_EQ(effective_rows(.25, .001, 2, 1000), 1000);
  EXPECT_EQ(effective_rows(.25, 0, 2, 1000), 1000);
  EXPECT_EQ(effective_rows(0, 0, 2, 1000), 1000);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
