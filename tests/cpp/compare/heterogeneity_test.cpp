// SPDX-License-Identifier: Apache-2.0
// Heterogeneity: statsmodels, a case by hand, groups that take no part, laws.
#include "clinmetrics/compare/heterogeneity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "clinmetrics/inference/quantiles.hpp"
#include "inference/golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(Heterogeneity, AsStatsmodels) {
  auto const rows = testing::read_golden("compare/heterogeneity.csv");
  ASSERT_EQ(rows.size(), 64u);
  for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
    std::vector<value_and_se> groups;
    for (; last < rows.size() && rows[last][0] == rows[first][0]; ++last) groups.push_back({rows[last][1], rows[last][2]});
    auto const h = heterogeneity(groups);
    auto const& expected = rows[first];
    EXPECT_NEAR(h.cochran_q.statistic, expected[3], 1e-11 * expected[3]);
    EXPECT_EQ(h.cochran_q.df, expected[4]);
    EXPECT_NEAR(h.cochran_q.p, expected[5], 1e-11);
    EXPECT_NEAR(h.i_squared, expected[6], 1e-12);
    EXPECT_NEAR(h.between_variance, expected[7], 1e-15);
    EXPECT_EQ(h.n_groups, groups.size());
  }
}

TEST(Heterogeneity, OfTwoGroupsIsTheSquaredZ) {
  value_and_se const groups[] = {{.8, .03}, {.7, .04}};
  auto const h = heterogeneity(groups);
  EXPECT_NEAR(h.cochran_q.statistic, 4, 1e-12);  // (.1/.05)²
  EXPECT_NEAR(h.cochran_q.p, 2 * normal_cdf(-2), 1e-14);
  EXPECT_NEAR(h.i_squared, .75, 1e-13);
  EXPECT_NEAR(h.between_variance, .005 - .00125, 1e-16);
}

TEST(Heterogeneity, OfEqualGroups) {
  value_and_se const groups[] = {{.5, .1}, {.5, .2}, {.5, .1}};
  auto const h = heterogeneity(groups);
  EXPECT_EQ(h.cochran_q.statistic, 0);
  EXPECT_EQ(h.cochran_q.p, 1);
  EXPECT_EQ(h.i_squared, 0);
  EXPECT_NEAR(h.between_variance, -.02, 1e-16);  // negative: they differ less than chance explains
}

TEST(Heterogeneity, GroupsWithoutAStandardErrorTakeNoPart) {
  value_and_se const rest[] = {{.8, .03}, {.7, .04}};
  value_and_se const groups[] = {{.8, .03}, {1, 0}, {.2, NAN}, {NAN, .1}, {.7, .04}, {.3, INFINITY}};
  auto const h = heterogeneity(groups), expected = heterogeneity(rest);
  EXPECT_EQ(h.n_groups, 2u);
  EXPECT_EQ(h.cochran_q.statistic, expected.cochran_q.statistic);
  EXPECT_EQ(h.between_variance, expected.between_variance);
  auto const none = heterogeneity(std::span(groups).first(4));
  EXPECT_EQ(none.n_groups, 1u);
  EXPECT_TRUE(std::isnan(none.cochran_q.p) && std::isnan(none.i_squared) && std::isnan(none.between_variance));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
