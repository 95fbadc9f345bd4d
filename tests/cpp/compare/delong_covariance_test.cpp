// SPDX-License-Identifier: Apache-2.0
// DeLong's covariances: exact fractions of another program, a case by hand, laws, edges.
#include "clinmetrics/compare/delong_covariance.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clinmetrics/compare/delong_test.hpp"
#include "compare/placements.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::doubled_placements;

TEST(DelongCovariance, OfThreeModelsAsInExactFractions) {
  testing::expect_covariances(testing::covariance_of(testing::three_models()), "compare/delong.csv");
}

TEST(DelongCovariance, OfTwoModelsAsPrinted) {  // scikit-learn's breast cancer set; values to ten digits
  auto const c = testing::covariance_of(testing::three_models());
  EXPECT_NEAR(c.aucs[0], .9375165160, 5e-11);
  EXPECT_NEAR(c.aucs[1], .9644376619, 5e-11);
  EXPECT_NEAR(std::sqrt(c.variance(0)), .01045725603, 5e-12);
  EXPECT_NEAR(std::sqrt(c.variance_of_difference(0, 1)), .0112122467, 5e-11);
}

TEST(DelongCovariance, ByHand) {
  // Positives 3 and 1, negatives 2 and 0: placements 1, ½ and ½, 1; the second model ranks all rows in reverse.
  doubled_placements const a({{3, 1}, {2, 0}}), b({{-3, -1}, {-2, 0}});
  EXPECT_EQ(a.positive, (std::vector<std::uint32_t>{4, 2}));
  auto const c = testing::covariance_of({a, b});
  EXPECT_EQ(c.aucs, (std::vector{.75, .25}));
  EXPECT_EQ(c.covariances, (std::vector{.125, -.125, -.125, .125}));  // 1/8 for each class, halved
  EXPECT_EQ(c.variance_of_difference(0, 1), .5);
  EXPECT_EQ(c.correlation(0, 1), -1);
}

TEST(DelongCovariance, DoesNotDependOnTheOrderOfRows) {
  auto models = testing::three_models();
  auto const c = testing::covariance_of(models);
  for (auto& m : models) {
    std::reverse(m.positive.begin(), m.positive.end());
    std::rotate(m.negative.begin(), m.negative.begin() + 100, m.negative.end());
  }
  auto const other = testing::covariance_of(models);
  EXPECT_EQ(c.aucs, other.aucs);
  EXPECT_EQ(c.covariances, other.covariances);
  EXPECT_EQ(c.variances_of_differences, other.variances_of_differences);
}

TEST(DelongCovariance, OfCopiesHasNoDifference) {
  auto const m = testing::three_models();
  auto const c = testing::covariance_of({m[0], m[1], m[0]});
  EXPECT_EQ(c.variance_of_difference(0, 2), 0);
  EXPECT_EQ(c.covariance(0, 2), c.variance(0));
  EXPECT_EQ(c.correlation(0, 2), 1);
  EXPECT_EQ(c.variance_of_difference(0, 1), c.variance_of_difference(1, 2));
}

TEST(DelongCovariance, TellsModelsApartThatDifferInOneRow) {  // the variances alone differ from their covariance by 1e-17 of them
  std::size_t const n = 1 << 20;
  std::vector<std::uint32_t> positive(n), negative(n);
  for (std::size_t i = 0; i < n; ++i) positive[i] = static_cast<std::uint32_t>(2 * i), negative[i] = static_cast<std::uint32_t>(i);
  auto changed = positive;
  changed[n / 2] += 1;
  row_placements const models[] = {{positive, negative}, {changed, negative}};
  auto const c = delong_covariance(models);
  double const size = static_cast<double>(n), step = 1 / (2 * size);
  EXPECT_NEAR(c.variance_of_difference(0, 1) / (step * step / (size * size)), 1, 1e-12);
}

TEST(DelongCovariance, OfSmallClasses) {
  auto const none = testing::covariance_of({doubled_placements({{}, {1, 2}})});
  EXPECT_TRUE(std::isnan(none.aucs[0]) && std::isnan(none.variance(0)) && std::isnan(none.variance_of_difference(0, 0)));
  auto const one = testing::covariance_of({doubled_placements({{1}, {0, 2}})});
  EXPECT_EQ(one.aucs[0], .5);
  EXPECT_TRUE(std::isnan(one.variance(0)) && std::isnan(one.variance_of_difference(0, 0)) && std::isnan(one.correlation(0, 0)));
  EXPECT_EQ(delong_covariance({}).size(), 0u);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
