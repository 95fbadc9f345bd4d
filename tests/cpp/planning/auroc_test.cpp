// SPDX-License-Identifier: Apache-2.0
// Plans of AUROCs: variances and correlations of pROC and of integrals by R, cases by hand, laws.
#include "clinmetrics/planning/auroc.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../inference/golden_table.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

using testing::read_golden;
using testing::relative_error;
constexpr std::array methods{auroc_variance::obuchowski, auroc_variance::binormal, auroc_variance::hanley_mcneil, auroc_variance::newcombe};

TEST(PlanAuroc, VariancesOfR) {
  auto const rows = read_golden("planning/auroc_variance.csv");
  ASSERT_EQ(rows.size(), 18U);
  for (auto const& r : rows) {
    class_sizes const n{r[1], r[2]};
    EXPECT_LE(relative_error(variance_of_auroc(r[0], n, auroc_variance::obuchowski), r[3]), .006);  // pROC has .0099 for 1/(32π)
    EXPECT_LE(relative_error(variance_of_auroc(r[0], n, auroc_variance::obuchowski), r[4]), 1e-12);
    EXPECT_LE(relative_error(variance_of_auroc(r[0], n, auroc_variance::binormal), r[5]), 1e-10);
  }
}

TEST(PlanAuroc, HanleyAndMcNeilByHand) {  // θ = .8, 10 and 20: [.16 + 9·(.8/1.2 − .64) + 19·(1.28/1.8 − .64)]/200
  EXPECT_NEAR(variance_of_auroc(.8, {10, 20}, auroc_variance::hanley_mcneil), (.16 + 9 * (2.0 / 3 - .64) + 19 * (1.28 / 1.8 - .64)) / 200,
              1e-16);
  // θ = ½: Mann and Whitney's (n₊ + n₋ + 1)/(12·n₊·n₋) for all three that count pairs.
  for (auto method : {auroc_variance::binormal, auroc_variance::hanley_mcneil, auroc_variance::newcombe})
    EXPECT_NEAR(variance_of_auroc(.5, {10, 20}, method), 31.0 / 12 / 200, 1e-15);
}

TEST(PlanAuroc, NewcombeAsRiley) {  // the paper's formula as written, for c = .8, 1000 rows, 10 %
  double const c = .8, n = 1000, phi = .1;
  double const variance = c * (1 - c) * (1 + (n / 2 - 1) * (1 - c) / (2 - c) + (n / 2 - 1) * c / (1 + c)) / (n * n * phi * (1 - phi));
  EXPECT_LE(relative_error(variance_of_auroc(c, class_sizes::of(n, phi), auroc_variance::newcombe), variance), 1e-13);
}

TEST(PlanAuroc, CorrelationsOfProc) {
  auto const rows = read_golden("planning/auroc_correlation.csv");
  ASSERT_EQ(rows.size(), 24U);
  for (auto const& r : rows) EXPECT_NEAR(correlation_of_aurocs(r[0], r[1], r[2], r[3], r[4]), r[5], 1e-12);
}

TEST(PlanAuroc, LawsOfTheCorrelation) {
  EXPECT_NEAR(correlation_of_aurocs(.8, .8, 1, 1, .2), 1, 1e-15);
  EXPECT_EQ(correlation_of_aurocs(.8, .7, 0, 0, .2), 0);
  EXPECT_NEAR(correlation_of_aurocs(.8, .7, .5, .3, .2), correlation_of_aurocs(.7, .8, .5, .3, .2), 1e-15);
  EXPECT_NEAR(correlation_of_aurocs(.8, .7, .5, .3, .2), correlation_of_aurocs(.8, .7, .3, .5, .8), 1e-15);  // the classes exchanged
}

TEST(PlanAuroc, PowerAsObuchowskiAndMcClish) {  // n₊ = (z_α·√V₀ + z_β·√V₁)²/Δ², as power.roc.test computes it
  double const prevalence = .25, expected = .75, goal = .5, power = .8;
  auto const one = class_sizes{1, 3};  // three rows without the outcome for one with it
  double const v0 = variance_of_auroc(goal, one, auroc_variance::obuchowski),
               va = variance_of_auroc(expected, one, auroc_variance::obuchowski);
  double const root = normal_quantile(.975) * std::sqrt(v0) + normal_quantile(power) * std::sqrt(va), positives = root * root / .0625;
  EXPECT_EQ(rows_for_power_of_auroc(power, prevalence, expected, goal, auroc_variance::obuchowski, .95),
            static_cast<std::uint64_t>(std::ceil(positives / prevalence)));
}

TEST(PlanAuroc, OneRowLessDoesNotSuffice) {
  for (auto method : methods) {
    auto const n = rows_for_power_of_auroc(.8, .2, .8, .75, method, .95);
    EXPECT_GE(power_of_auroc(n, .2, .8, .75, method, .95), .8);
    EXPECT_LT(power_of_auroc(n - 1, .2, .8, .75, method, .95), .8);
    auto const m = rows_for_width_of_auroc(.1, .2, .8, method, .95);
    EXPECT_LE(width_of_auroc(m, .2, .8, method, .95), .1);
    EXPECT_GT(width_of_auroc(m - 1, .2, .8, method, .95), .1);
    two_aurocs const both{.85, .8, .5};
    auto const k = rows_for_power_of_difference(.9, .3, both, -.02, method, .95);
    EXPECT_GE(power_of_difference(k, .3, both, -.02, method, .95), .9);
    EXPECT_LT(power_of_difference(k - 1, .3, both, -.02, method, .95), .9);
    auto const w = rows_for_width_of_difference(.1, .3, both, method, .95);
    EXPECT_LE(width_of_difference(w, .3, both, method, .95), .1);
    EXPECT_GT(width_of_difference(w - 1, .3, both, method, .95), .1);
  }
}

TEST(PlanAuroc, DifferencesByHand) {  // equal variances V: SE² = 2V(1 − ρ)
  double const v = variance_of_auroc(.8, {60, 140}, auroc_variance::hanley_mcneil), z = normal_quantile(.975);
  EXPECT_NEAR(width_of_difference(200, .3, {.8, .8, .6}, auroc_variance::hanley_mcneil, .95), 2 * z * std::sqrt(.8 * v), 1e-14);
  EXPECT_NEAR(power_of_difference(200, .3, {.8, .8, .6}, -.05, auroc_variance::hanley_mcneil, .95), normal_cdf(.05 / std::sqrt(.8 * v) - z),
              1e-14);
  EXPECT_EQ(width_of_difference(200, .3, {.8, .8, 1}, auroc_variance::binormal, .95), 0);
}

TEST(PlanAuroc, RefusesWhatIsImpossible) {
  EXPECT_THROW(rows_for_power_of_auroc(.8, .2, .7, .7, auroc_variance::binormal, .95), input_error);
  EXPECT_THROW(width_of_auroc(5, .1, .8, auroc_variance::binormal, .95), input_error);
  EXPECT_THROW(width_of_auroc(100, .1, 1, auroc_variance::binormal, .95), input_error);
  EXPECT_THROW(width_of_auroc(100, 0, .8, auroc_variance::binormal, .95), input_error);
  EXPECT_THROW(rows_for_power_of_difference(.8, .2, {.8, .7, .5}, .1, auroc_variance::binormal, .95), input_error);
  EXPECT_THROW(width_of_difference(100, .2, {.8, .7, 1.1}, auroc_variance::binormal, .95), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::planning
