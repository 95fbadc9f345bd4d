// SPDX-License-Identifier: Apache-2.0
// Adjusted p values of statsmodels and as printed, missing p values, Šidák's level.
#include "clinmetrics/compare/multiplicity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/core/error.hpp"
#include "inference/golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(Multiplicity, AsStatsmodels) {
  auto const rows = testing::read_golden("compare/multiplicity.csv");
  ASSERT_EQ(rows.size(), 135u);
  for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
    std::vector<double> p;
    for (; last < rows.size() && rows[last][0] == rows[first][0]; ++last) p.push_back(rows[last][1]);
    auto const by_holm = holm(p), by_bh = benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_NEAR(by_holm[i], rows[first + i][2], 1e-14);
      EXPECT_NEAR(by_bh[i], rows[first + i][3], 1e-14);
    }
  }
}

TEST(Multiplicity, AsPrinted) {  // R's p.adjust
  std::vector<double> const p{.01, .013, .014, .19, .35, .5, .63, .67, .75, .81};
  auto const by_holm = holm(p), by_bh = benjamini_hochberg(p);
  double const expected[][2] = {{.1, .04667}, {.117, .04667}, {.117, .04667}, {1, .475}, {1, .7}};
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(by_holm[i], i < 5 ? expected[i][0] : 1, 5e-6);
    EXPECT_NEAR(by_bh[i], i < 5 ? expected[i][1] : .81, 5e-6);
  }
}

TEST(Multiplicity, AMissingTestIsNoTest) {
  std::vector<double> const p{.04, NAN, .01, NAN, .03}, rest{.04, .01, .03};
  for (auto* adjust : {&holm, &benjamini_hochberg}) {
    auto const adjusted = adjust(p), expected = adjust(rest);
    EXPECT_TRUE(std::isnan(adjusted[1]) && std::isnan(adjusted[3]));
    EXPECT_EQ((std::vector{adjusted[0], adjusted[2], adjusted[4]}), expected);
    EXPECT_TRUE(adjust({}).empty());
  }
}

TEST(Multiplicity, SidakLimitsHoldTogether) {
  EXPECT_EQ(sidak_level(.95, 1), .95);
  for (std::size_t m : {2, 7, 1000, 100000}) {
    double const tail = (1 - sidak_level(.95, m)) / 2;
    EXPECT_NEAR(std::pow(1 - tail, static_cast<double>(m)), .975, 1e-10);
  }
  EXPECT_NEAR(sidak_level(.9, 2), 2 * std::sqrt(.95) - 1, 1e-15);
  EXPECT_THROW(sidak_level(1, 3), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
