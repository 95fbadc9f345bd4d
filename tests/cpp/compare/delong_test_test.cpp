// SPDX-License-Identifier: Apache-2.0
// Tests of equal AUROCs: values printed by pROC, exact fractions, laws, degenerate cases.
#include "clinmetrics/compare/delong_test.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "compare/placements.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::doubled_placements;

void expect_no_test(significance_test const& t) { EXPECT_TRUE(std::isnan(t.statistic) && std::isnan(t.df) && std::isnan(t.p)); }

TEST(DelongTest, OfPairsAsPrinted) {
  auto const c = testing::covariance_of(testing::three_models());
  auto const t = paired_delong_test(c.aucs[0] - c.aucs[1], c.variance_of_difference(0, 1));
  EXPECT_NEAR(t.statistic, -2.4010482887, 5e-11);  // scikit-learn's breast cancer set
  EXPECT_TRUE(std::isnan(t.df));
  // pROC 1.18, roc.test, aSAH, wfns against s100b: Z, p, and limits of the difference at the level .95, from which it follows
  double const difference = (.0104061769564846 + .174214419249478) / 2, half = (.174214419249478 - .0104061769564846) / 2;
  double const se = half / 1.959963984540054;
  auto const printed = paired_delong_test(difference, se * se);
  EXPECT_NEAR(printed.statistic, 2.20898359144091, 1e-12);
  EXPECT_NEAR(printed.p, .0271757822291882, 1e-13);
}

TEST(DelongTest, OfTwoGroupsAsPrinted) {
  // pROC 1.18, roc.test(paired = FALSE), aSAH, 113 rows each: D 1.43490640926908, df 206.66106, p .152825378808796. The AUROC and variance
  // of s100b are printed; the logit limits of wfns give its own.
  double const low = std::log(.7357640966 / (1 - .7357640966)), high = std::log(.8868418443 / (1 - .8868418443));
  double const wfns = 1 / (1 + std::exp(-(low + high) / 2)), se = (high - low) / 2 / 1.959963984540054 * wfns * (1 - wfns);
  auto const t = unpaired_delong_test({wfns, se * se, 113}, {.7313685637, .00266868245717244, 113});
  EXPECT_NEAR(t.statistic, 1.43490640926908, 1e-7);
  EXPECT_NEAR(t.df, 206.66106, 1e-4);
  EXPECT_NEAR(t.p, .152825378808796, 1e-8);
  auto const swapped = unpaired_delong_test({.7313685637, .00266868245717244, 113}, {wfns, se * se, 113});
  EXPECT_EQ(swapped.statistic, -t.statistic);
  EXPECT_EQ(swapped.p, t.p);
}

TEST(DelongTest, OfThreeModelsAsInSixtyDigits) {
  auto const rows = testing::read_golden("compare/joint_delong.csv");
  ASSERT_EQ(rows.size(), 2u);
  for (auto const& row : rows) {
    auto const t =
        joint_delong_test(row[0] == 1 ? testing::three_clustered_models().covariance() : testing::covariance_of(testing::three_models()));
    EXPECT_LE(testing::relative_error(t.statistic, row[1]), 1e-11);
    EXPECT_EQ(t.df, row[2]);
    EXPECT_LE(testing::relative_error(t.p, row[3]), 1e-10);
  }
}

TEST(DelongTest, OfTwoModelsJointlyIsThePairedTest) {
  auto const m = testing::three_models();
  auto const c = testing::covariance_of({m[0], m[2]});
  auto const pair = paired_delong_test(c.aucs[0] - c.aucs[1], c.variance_of_difference(0, 1)), joint = joint_delong_test(c);
  EXPECT_NEAR(joint.statistic, pair.statistic * pair.statistic, 1e-10);
  EXPECT_EQ(joint.df, 1);
  EXPECT_NEAR(joint.p, pair.p, 1e-12);
}

TEST(DelongTest, JointlyIgnoresCopiesAndTheOrderOfModels) {
  auto const m = testing::three_models();
  auto const t = joint_delong_test(testing::covariance_of(m));
  for (auto const& models : {std::vector{m[2], m[0], m[1]}, {m[0], m[0], m[1], m[2]}, {m[1], m[0], m[1], m[2], m[1], m[2]}}) {
    auto const other = joint_delong_test(testing::covariance_of(models));
    EXPECT_NEAR(other.statistic / t.statistic, 1, 1e-10);
    EXPECT_EQ(other.df, 2);
  }
}

TEST(DelongTest, WithoutVariance) {
  for (auto const& t : {paired_delong_test(0, 0), unpaired_delong_test({1, 0, 5}, {1, 0, 9})}) {
    EXPECT_EQ(t.statistic, 0);
    EXPECT_EQ(t.p, 1);
  }
  expect_no_test(paired_delong_test(.1, 0));
  expect_no_test(paired_delong_test(NAN, .1));
  expect_no_test(paired_delong_test(.1, NAN));
  expect_no_test(unpaired_delong_test({1, 0, 5}, {0, 0, 9}));
  expect_no_test(unpaired_delong_test({1, .1, 1}, {0, .1, 9}));

  doubled_placements const best({{3, 4}, {1, 2}}), worst({{1, 2}, {3, 4}}), other({{1, 3}, {2, 0}});
  auto const copies = joint_delong_test(testing::covariance_of({other, other, other}));
  EXPECT_EQ(copies.statistic, 0);
  EXPECT_EQ(copies.df, 0);
  EXPECT_EQ(copies.p, 1);
  expect_no_test(joint_delong_test(testing::covariance_of({best, worst})));
  expect_no_test(joint_delong_test(testing::covariance_of({best, worst, other})));
  expect_no_test(joint_delong_test(testing::covariance_of({other})));
  expect_no_test(joint_delong_test({}));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
