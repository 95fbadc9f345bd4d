// SPDX-License-Identifier: Apache-2.0
// McNemar's tests: exact fractions, other tools' numbers, cases by hand, laws.
#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "inference/golden_table.hpp"
#include "tables.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr auto edwards = continuity_correction::edwards;

TEST(McNemar, AsOtherToolsPrint) {
  paired_table const statsmodels{101, 121, 59, 33};  // statsmodels 0.15.0, mcnemar
  EXPECT_NEAR(mcnemar(statsmodels).statistic, 21.3555556, 5e-8);
  EXPECT_NEAR(mcnemar(statsmodels).p, 3.815136e-06, 5e-13);
  EXPECT_EQ(mcnemar(statsmodels).df, 1);
  EXPECT_NEAR(mcnemar(statsmodels, edwards).statistic, 20.6722222, 5e-8);
  EXPECT_NEAR(mcnemar(statsmodels, edwards).p, 5.450095e-06, 5e-13);
  EXPECT_NEAR(mcnemar_exact(statsmodels).p, 4.434449e-06, 5e-13);
  paired_table const therapy{59, 6, 16, 80};  // contingencytables for R, complete response (Cavo et al. 2012)
  EXPECT_NEAR(std::sqrt(mcnemar(therapy).statistic), 2.132, 5e-4);
  EXPECT_NEAR(mcnemar(therapy).p, .033006, 5e-7);
  EXPECT_NEAR(std::sqrt(mcnemar(therapy, edwards).statistic), 1.919, 5e-4);
  EXPECT_NEAR(mcnemar(therapy, edwards).p, .055009, 5e-7);
  EXPECT_NEAR(mcnemar_exact(therapy).p, .052479, 5e-7);
  EXPECT_NEAR(mcnemar_mid_p(therapy).p, .034690, 5e-7);
}

TEST(McNemar, ByHand) {
  EXPECT_NEAR(mcnemar_exact({1, 1, 7, 12}).p, 2 * (1 + 8) / 256., 1e-16);
  EXPECT_NEAR(mcnemar_mid_p({1, 1, 7, 12}).p, (2 * (1 + 8) - 8) / 256., 1e-16);
  EXPECT_EQ(mcnemar_exact({0, 2, 2, 0}).p, 1);
  EXPECT_NEAR(mcnemar_mid_p({0, 2, 2, 0}).p, 1 - 6 / 32., 1e-16);
  EXPECT_EQ(mcnemar_exact({4, 1, 0, 4}).p, 1);
  EXPECT_NEAR(mcnemar_mid_p({4, 1, 0, 4}).p, .5, 1e-16);
  EXPECT_EQ(mcnemar({9, 3, 3, 9}, edwards).statistic, 0) << "the correction does not make a difference where there is none";
}

TEST(McNemar, ExactToTwelveDigits) {
  auto const rows = testing::read_golden("compare/mcnemar.csv");
  ASSERT_GE(rows.size(), 15u);
  for (auto const& r : rows) {
    paired_table const t{r[0], r[1], r[2], r[3]};
    EXPECT_LE(testing::relative_error(mcnemar_exact(t).p, r[4]), 1e-12) << r[1] << ' ' << r[2];
    EXPECT_LE(testing::relative_error(mcnemar_mid_p(t).p, r[5]), 1e-12) << r[1] << ' ' << r[2];
  }
}

TEST(McNemar, NothingSpeaksAgainstEqualityWithoutADiscordantPair) {
  for (auto const& test : {mcnemar_exact({3, 0, 0, 4}), mcnemar_mid_p({3, 0, 0, 4}), mcnemar({3, 0, 0, 4}), mcnemar({3, 0, 0, 4}, edwards)})
    EXPECT_EQ(test.p, 1);
  EXPECT_EQ(mcnemar({3, 0, 0, 4}).statistic, 0);
}

TEST(McNemar, ASwapChangesNothingAndConcordantPairsDoNotCount) {
  testing::for_each_table(7, [](paired_table const& t) {
    paired_table const others{t.neither + 5, t.second, t.first, 17};
    EXPECT_EQ(mcnemar_exact(t).p, mcnemar_exact(others).p);
    EXPECT_EQ(mcnemar_mid_p(t).p, mcnemar_mid_p(others).p);
    EXPECT_EQ(mcnemar(t).p, mcnemar(others).p);
    EXPECT_LE(mcnemar_mid_p(t).p, mcnemar_exact(t).p);
    EXPECT_GE(mcnemar(t, edwards).p, mcnemar(t).p);
    EXPECT_TRUE(std::isnan(mcnemar_exact(t).statistic) && std::isnan(mcnemar_mid_p(t).statistic));
  });
}

TEST(McNemar, TheExactTestKeepsItsLevel) {  // the sum of the probabilities of the tables that it rejects
  for (double n = 1; n <= 60; ++n) {
    double rejected = 0, probability = std::pow(.5, n);
    for (double k = 0; k <= n; ++k) {
      if (mcnemar_exact({0, k, n - k, 0}).p <= .05) rejected += probability;
      probability *= (n - k) / (k + 1);
    }
    EXPECT_LE(rejected, .05) << n;
  }
}

TEST(McNemar, NothingMeansNothing) {
  for (auto const& t : testing::not_tables) {
    testing::expect_no_test(mcnemar_exact(t));
    testing::expect_no_test(mcnemar_mid_p(t));
    testing::expect_no_test(mcnemar(t));
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
