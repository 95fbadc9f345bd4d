// SPDX-License-Identifier: Apache-2.0
// The criteria of Riley and others: the numbers of the paper, integrals by R, cases by hand, laws.
#include "clinmetrics/planning/validation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "../inference/golden_table.hpp"
#include "clinmetrics/core/error.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

using testing::read_golden;
using testing::relative_error;
double const z = confidence(.95).z;

TEST(PlanValidation, ObservedExpectedOfThePaper) {  // 10.1002/sim.9025, 3.1.1 and 4.1: SE .051 and .245; (1 − φ)/(φ·SE²)
  auto const rows = [](double se, double prevalence) {
    return rows_for_width_of_observed_expected(2 * std::sinh(z * se), prevalence, 1, .95);
  };
  EXPECT_EQ(rows(.051, .5), 385U);
  EXPECT_EQ(rows(.051, .1), 3461U);
  EXPECT_EQ(rows(.175, .1), 294U);
  EXPECT_EQ(rows(.245, .018), 909U);
}

TEST(PlanValidation, NetBenefitByHand) {  // φ = ½, t = ½: w = 1, so SE² = [Se(1 − Se) + Sp(1 − Sp)]·2 + 4(1 − Sp)²
  decisions const d{.8, .9, .5, .5};
  double const variance = 2 * (.16 + .09) + 4 * .01;
  EXPECT_NEAR(width_of_net_benefit(100, d, .95), 2 * z * std::sqrt(variance / 100), 1e-14);
  EXPECT_NEAR(standardized_net_benefit(d), .7, 1e-15);
  EXPECT_EQ(rows_for_width_of_net_benefit(.2, d, .95), static_cast<std::uint64_t>(std::ceil(4 * z * z * variance / .04)));
}

TEST(PlanValidation, InformationOfR) {
  auto const rows = read_golden("planning/slope_information.csv");
  ASSERT_EQ(rows.size(), 18U);
  for (auto const& r : rows) {
    calibration const truth{r[3], r[4]};
    auto const i = r[0] == 0   ? information_of_normal(r[1], r[2], truth)
                   : r[0] == 1 ? information_of_beta(r[1], r[2], truth)
                               : information_of_binormal(r[1], r[2], truth);
    EXPECT_NEAR(i.i00, r[5], 1e-10 * r[5]) << r[0] << ' ' << r[1] << ' ' << r[2];
    EXPECT_NEAR(i.i01, r[6], 1e-9 * r[7]) << r[0] << ' ' << r[1] << ' ' << r[2];
    EXPECT_NEAR(i.i11, r[7], 1e-9 * r[7]) << r[0] << ' ' << r[1] << ' ' << r[2];
  }
}

TEST(PlanValidation, InformationByHand) {  // two risks ¼ and ¾: x = ∓log 3, q(1 − q) = 3/16
  std::vector<double> const risks{.25, .75};
  auto const i = information_of_risks(risks, {});
  EXPECT_NEAR(i.i00, 3.0 / 16, 1e-16);
  EXPECT_NEAR(i.i01, 0, 1e-16);
  EXPECT_NEAR(i.i11, 3.0 / 16 * std::log(3) * std::log(3), 1e-15);
  EXPECT_NEAR(width_of_slope(400, i, .95), 2 * z / std::sqrt(400 * i.i11), 1e-14);
}

TEST(PlanValidation, ASampleOfQuantilesIsItsDistribution) {  // uniform risks are Beta(1, 1)
  std::vector<double> risks;
  for (int k = 0; k < 20000; ++k) risks.push_back((k + .5) / 20000);
  auto const sample = information_of_risks(risks, {}), beta = information_of_beta(1, 1, {});
  EXPECT_LE(relative_error(sample.i00, beta.i00), 1e-6);
  EXPECT_LE(relative_error(sample.i11, beta.i11), 1e-6);
}

TEST(PlanValidation, OneRowLessDoesNotSuffice) {
  auto const row = information_of_normal(-1.75, 1.47, {});
  for (double width : {.1, .2, .5}) {
    auto const n = rows_for_width_of_slope(width, row, .95);
    EXPECT_LE(width_of_slope(n, row, .95), width * (1 + 1e-12));
    EXPECT_GT(width_of_slope(n - 1, row, .95), width);
    auto const m = rows_for_width_of_observed_expected(width, .1, 1.2, .95);
    EXPECT_LE(width_of_observed_expected(m, .1, 1.2, .95), width * (1 + 1e-12));
    EXPECT_GT(width_of_observed_expected(m - 1, .1, 1.2, .95), width);
  }
}

TEST(PlanValidation, RefusesWhatIsImpossible) {
  std::vector<double> const equal{.3, .3, .3}, outside{.3, 0, 1};
  EXPECT_THROW(width_of_slope(100, information_of_risks(equal, {}), .95), input_error);
  EXPECT_THROW(information_of_risks(outside, {}), input_error);
  EXPECT_THROW(information_of_normal(0, 0, {}), input_error);
  EXPECT_THROW(information_of_beta(0, 1, {}), input_error);
  EXPECT_THROW(information_of_binormal(.5, .1, {}), input_error);
  EXPECT_THROW(information_of_normal(0, 1, {.slope = 0}), input_error);
  EXPECT_THROW(width_of_net_benefit(100, {1.1, .9, .5, .5}, .95), input_error);
  EXPECT_THROW(rows_for_width_of_observed_expected(1e-9, .1, 1, .95), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::planning
