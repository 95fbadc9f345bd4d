// SPDX-License-Identifier: Apache-2.0
// The weighted generalized score test of two predictive values: another tool's numbers, exact fractions, a case by hand, laws.
#include "clinmetrics/compare/generalised_score.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/compare/miettinen_nurminen.hpp"
#include "inference/golden_table.hpp"
#include "tables.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(GeneralisedScore, AsOtherToolsPrint) {  // DTComPair for R, readme, pv.wgs of Paired1
  paired_results const r{{319, 78, 22, 32}, {31, 53, 22, 155}};
  EXPECT_NEAR(generalised_score_ppv(r).statistic, 5.46588745, 5e-9);
  EXPECT_NEAR(generalised_score_ppv(r).p, .01939120, 5e-9);
  EXPECT_EQ(generalised_score_ppv(r).df, 1);
  EXPECT_NEAR(generalised_score_npv(r).statistic, 16.53540, 5e-6);
  EXPECT_NEAR(generalised_score_npv(r).p, 4.775012e-05, 5e-12);
}

TEST(GeneralisedScore, ByHand) {
  // With the event: 3 positive by both, 2 by the first, 1 by the second; without: 1, 0, 2. PPV 5/6 and 4/7, p = 9/13.
  // V·42 = 3·(4/13)² + 2·(9/13)² = 210/169, so χ² = (11/42)²·42·169/210.
  paired_results const r{{3, 2, 1, 1}, {1, 0, 2, 4}};
  EXPECT_NEAR(generalised_score_ppv(r).statistic, 121 * 169 / (42 * 210.), 1e-14);
}

TEST(GeneralisedScore, ToTwelveDigits) {
  auto const rows = testing::read_golden("compare/generalised_score.csv");
  ASSERT_GE(rows.size(), 7u);
  for (auto const& r : rows) {
    SCOPED_TRACE(::testing::Message() << r[0] << ' ' << r[1] << ' ' << r[2]);
    paired_results const results{{r[0], r[1], r[2], r[3]}, {r[4], r[5], r[6], r[7]}};
    auto const ppv = generalised_score_ppv(results), npv = generalised_score_npv(results);
    EXPECT_LE(testing::relative_error(ppv.statistic, r[8]), 1e-12);
    EXPECT_LE(testing::relative_error(ppv.p, r[9]), 1e-12);
    EXPECT_LE(testing::relative_error(npv.statistic, r[10]), 1e-12);
    EXPECT_LE(testing::relative_error(npv.p, r[11]), 1e-12);
  }
}

TEST(GeneralisedScore, WithoutARowPositiveByBothItIsPearsonsChiSquare) {  // of two groups: the score test without its N/(N − 1)
  paired_results const r{{0, 12, 9, 4}, {0, 5, 8, 11}};
  double const z = miettinen_nurminen_test({12, 17}, {9, 17}, 0).statistic;
  EXPECT_NEAR(generalised_score_ppv(r).statistic, z * z * 34 / 33, 1e-13);
}

TEST(GeneralisedScore, ASwapChangesNothing) {
  testing::for_each_table(3, [](paired_table const& with) {
    testing::for_each_table(3, [&](paired_table const& without) {
      auto const p = generalised_score_ppv({with, without}).p, swapped = generalised_score_ppv({with.swapped(), without.swapped()}).p;
      EXPECT_TRUE(p == swapped || (std::isnan(p) && std::isnan(swapped)));
    });
  });
}

TEST(GeneralisedScore, EqualClassifiersDoNotDiffer) {
  for (auto const& test : {generalised_score_ppv({{5, 0, 0, 3}, {2, 0, 0, 9}}), generalised_score_npv({{5, 0, 0, 3}, {2, 0, 0, 9}}),
                           generalised_score_ppv({{4, 2, 1, 0}, {0, 0, 0, 9}})}) {  // the last: all who are positive have the event
    EXPECT_EQ(test.statistic, 0);
    EXPECT_EQ(test.p, 1);
  }
}

TEST(GeneralisedScore, NothingMeansNothing) {
  testing::expect_no_test(generalised_score_ppv({{0, 3, 0, 1}, {0, 2, 0, 5}}));  // no row is positive by the second
  testing::expect_no_test(generalised_score_npv({{3, 0, 1, 0}, {2, 0, 4, 0}}));  // no row is negative by the second
  testing::expect_no_test(generalised_score_ppv({{1, 2.5, 1, 1}, {1, 1, 1, 1}}));
  testing::expect_no_test(generalised_score_ppv({{1, 1, 1, 1}, {1, -1, 1, 1}}));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
