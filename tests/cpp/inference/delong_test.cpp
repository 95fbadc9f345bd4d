// SPDX-License-Identifier: Apache-2.0
// DeLong's family: pROC's numbers, 60-digit ones, degenerate variances, the rule of choice.
#include "clinmetrics/inference/delong.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/method.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr auc_summary s100b{4318.0 / 5904, 41, 72, .00266868245717244};  // pROC's aSAH: AUC and DeLong variance

TEST(Delong, AsProcPrints) {
  testing::expect_limits(delong(s100b, .95), .6301182118, .8326189156, 5e-11);
  EXPECT_NEAR(s100b.auc, .7313685637, 5e-11);
  EXPECT_NEAR(delong(s100b, .95).se * delong(s100b, .95).se, s100b.variance, 1e-17);
}

TEST(Delong, LogitAsFormulaGives) { testing::expect_limits(logit_delong(s100b, .95), .6192169390, .8200857499, 5e-11); }

TEST(Delong, LogitAsScikitLearnDataGives) {  // breast_cancer, malignant by mean radius: 212 v. 357
  auc_summary const radius{.9375165160, 212, 357, .01045725603 * .01045725603};
  testing::expect_limits(logit_delong(radius, .95), .9136035435, .9551358336, 5e-10);
}

TEST(Delong, LogitToTwelveDigits) {
  testing::expect_golden("inference/logit_delong.csv", 80, [](auto const& r) { return logit_delong({r[0], 50, 50, r[1]}, r[2]); });
}

TEST(Delong, IsClipped) {
  EXPECT_EQ(delong({.98, 20, 20, .01}, .95).upper, 1);
  EXPECT_EQ(delong({.02, 20, 20, .01}, .95).lower, 0);
}

TEST(Delong, HullContainsBothAndNoMore) {
  for (double auc : {.2, .5, .73, .97}) {
    auc_summary const s{auc, 12, 60, .003};
    auto const hull = delong_newcombe_hull(s, .95), a = logit_delong(s, .95), b = newcombe5(auc, 12, 60, .95);
    EXPECT_EQ(hull.lower, std::min(a.lower, b.lower));
    EXPECT_EQ(hull.upper, std::max(a.upper, b.upper));
    EXPECT_EQ(hull.se, std::sqrt(.003));
  }
}

TEST(Delong, WithoutVarianceThereIsNoInterval) {
  for (double auc : {0.0, .5, 1.0})
    for (auto make : {delong, logit_delong, delong_newcombe_hull})
      testing::expect_none(make({auc, 5, 45, 0}, .95), interval_status::zero_variance);
}

TEST(Delong, OneRowInAClassIsRefused) {
  testing::expect_none(delong({.8, 1, 45, 0}, .95), interval_status::too_few);
  testing::expect_none(logit_delong({.8, 45, 1, 0}, .95), interval_status::too_few);
  testing::expect_none(delong({std::nan(""), 0, 45, 0}, .95), interval_status::undefined_value);
}

TEST(Delong, NestsAndMirrors) {
  for (auto make : {delong, logit_delong, delong_newcombe_hull}) {
    auto const i = make({.8, 30, 50, .002}, .95), mirrored = make({1 - .8, 30, 50, .002}, .95);
    testing::expect_within(make({.8, 30, 50, .002}, .9), i);
    testing::expect_limits(i, 1 - mirrored.upper, 1 - mirrored.lower, 1e-14);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
