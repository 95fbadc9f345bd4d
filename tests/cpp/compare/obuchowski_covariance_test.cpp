// SPDX-License-Identifier: Apache-2.0
// Obuchowski's covariances: exact fractions of another program, DeLong's for single rows, laws, edges.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "compare/placements.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::clustered_placements, testing::doubled_placements;

TEST(ObuchowskiCovariance, OfThreeModelsAsInExactFractions) {
  testing::expect_covariances(testing::three_clustered_models().covariance(), "compare/obuchowski.csv");
}

TEST(ObuchowskiCovariance, OfUnitsOfOneRowIsDelongs) {
  auto const models = testing::three_models();
  auto const n = models[0].positive.size(), m = models[0].negative.size();
  std::vector<std::size_t> first(n), second(m);
  std::iota(first.begin(), first.end(), 0), std::iota(second.begin(), second.end(), n);
  // Units without rows between them change nothing.
  auto const c = clustered_placements(models, first, second, n + m + 3).covariance(), delong = testing::covariance_of(models);
  EXPECT_EQ(c.aucs, delong.aucs);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_NEAR(c.covariances[i] / delong.covariances[i], 1, 1e-13);
    EXPECT_NEAR(c.variances_of_differences[i], delong.variances_of_differences[i], 1e-13 * delong.covariances[0]);
  }
}

TEST(ObuchowskiCovariance, OfUnitsThatRepeatTheirRowsIsThatOfTheUnits) {  // every row m times: I units, unchanged placements
  std::vector<doubled_placements> const once{doubled_placements({{1, 3, 4, 7, 2}, {0, 2, 3, 1}}),
                                             doubled_placements({{3, 1, 2, 2, 5}, {1, 2, 0, 4}})};
  auto const single = clustered_placements(once, {0, 1, 2, 3, 4}, {5, 6, 7, 8}, 9).covariance();
  std::vector<doubled_placements> const twice{doubled_placements({{1, 3, 4, 7, 2, 1, 3, 4, 7, 2}, {0, 2, 3, 1, 0, 2, 3, 1}}),
                                              doubled_placements({{3, 1, 2, 2, 5, 3, 1, 2, 2, 5}, {1, 2, 0, 4, 1, 2, 0, 4}})};
  auto const doubled = clustered_placements(twice, {0, 1, 2, 3, 4, 0, 1, 2, 3, 4}, {5, 6, 7, 8, 5, 6, 7, 8}, 9).covariance();
  EXPECT_EQ(single.aucs, doubled.aucs);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(single.covariances[i], doubled.covariances[i], 1e-16);
}

TEST(ObuchowskiCovariance, OfCopiesHasNoDifference) {
  auto const m = testing::three_models();
  std::vector<std::size_t> first(m[0].positive.size()), second(m[0].negative.size());
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = i % 40;
  for (std::size_t i = 0; i < second.size(); ++i) second[i] = i % 40;
  auto const c = clustered_placements({m[0], m[1], m[0]}, first, second, 40).covariance();
  EXPECT_EQ(c.variance_of_difference(0, 2), 0);
  EXPECT_EQ(c.covariance(0, 2), c.variance(0));
}

TEST(ObuchowskiCovariance, OfFewUnits) {
  std::vector<doubled_placements> const models{doubled_placements({{1, 3}, {0, 2}})};
  EXPECT_TRUE(std::isnan(clustered_placements(models, {0, 0}, {0, 0}, 1).covariance().variance(0)));
  EXPECT_TRUE(std::isnan(clustered_placements(models, {0, 0}, {0, 1}, 2).covariance().variance(0))) << "one unit with positive rows";
  EXPECT_FALSE(std::isnan(clustered_placements(models, {0, 1}, {0, 1}, 2).covariance().variance(0)));
  auto const none = obuchowski_covariance({}, {});
  EXPECT_EQ(none.size(), 0u);
  std::vector<doubled_placements> const empty{doubled_placements({{}, {0, 2}})};
  EXPECT_TRUE(std::isnan(clustered_placements(empty, {}, {0, 1}, 2).covariance().variance(0)));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
