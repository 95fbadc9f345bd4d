// SPDX-License-Identifier: Apache-2.0
// Average precision's interval: by hand, replicates on the edge, refusals.
#include "clinmetrics/inference/logit_bootstrap_sd.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// n replicates, half of logit −1 and half of logit 1: their SD is √(n/(n − 1)).
std::vector<double> two_points(std::size_t n) {
  std::vector<double> x(n, 1 / (1 + std::exp(1.0)));
  for (std::size_t k = 0; k < n / 2; ++k) x[k] = 1 / (1 + std::exp(-1.0));
  return x;
}

TEST(LogitBootstrapSd, ByHand) {  // 10 positives: t₉·√(10/9)·√(1000/999) around logit .8 = log 4
  auto const i = logit_bootstrap_sd(.8, two_points(1000), 10, .95);
  double const step = 2.2621571627982055 * std::sqrt(10.0 / 9) * std::sqrt(1000.0 / 999);
  testing::expect_limits(i, 1 / (1 + std::exp(step) / 4), 1 / (1 + std::exp(-step) / 4), 1e-14);
  EXPECT_NEAR(i.se, .16 * std::sqrt(10.0 / 9 * 1000 / 999), 1e-14);
  EXPECT_EQ(i.df, 9);
}

TEST(LogitBootstrapSd, ReplicatesOfOneCountAsTheGreatestOfTheOthers) {
  auto with_one = two_points(1000), without = with_one;
  with_one[0] = 1;  // the outermost of the others, e/(1 + e) = .73, lies inside 1 − 1/(2·10): that is taken
  without[0] = .95;
  auto const a = logit_bootstrap_sd(.8, with_one, 10, .95), b = logit_bootstrap_sd(.8, without, 10, .95);
  testing::expect_limits(a, b.lower, b.upper, 1e-14);
  with_one[1] = without[1] = without[0] = .99;  // further out than .95
  auto const c = logit_bootstrap_sd(.8, with_one, 10, .95), d = logit_bootstrap_sd(.8, without, 10, .95);
  testing::expect_limits(c, d.lower, d.upper, 1e-14);
}

TEST(LogitBootstrapSd, SaysWhyThereIsNone) {
  testing::expect_none(logit_bootstrap_sd(.8, std::vector<double>(1000, .8), 10, .95), interval_status::zero_variance);
  testing::expect_none(logit_bootstrap_sd(0, two_points(1000), 10, .95), interval_status::zero_variance);
  testing::expect_none(logit_bootstrap_sd(1, std::vector<double>(1000, 1.0), 12, .95), interval_status::zero_variance);
  testing::expect_none(logit_bootstrap_sd(.8, two_points(1000), 1, .95), interval_status::too_few);
  testing::expect_none(logit_bootstrap_sd(.8, two_points(18), 10, .95), interval_status::too_few_replicates);
  EXPECT_EQ(logit_bootstrap_sd(.8, two_points(20), 10, .95).why, interval_status::ok);
  testing::expect_none(logit_bootstrap_sd(std::nan(""), two_points(1000), 10, .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
