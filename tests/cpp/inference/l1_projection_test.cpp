// SPDX-License-Identifier: Apache-2.0
// The projection interval of ECE: by hand, clipping, refusals.
#include "clinmetrics/inference/l1_projection.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<double> deviations(std::size_t n, double greatest) {
  std::vector<double> x(n);
  for (std::size_t k = 0; k < n; ++k) x[k] = greatest * static_cast<double>(k) / static_cast<double>(n - 1);
  return x;
}

TEST(L1Projection, ByHand) {  // deviations 0, …, .1: their .95 quantile is .095
  auto const i = l1_projection(.3, deviations(1001, .1), .95);
  testing::expect_limits(i, .205, .395, 1e-14);
}

TEST(L1Projection, IsClipped) {
  EXPECT_EQ(l1_projection(.05, deviations(1001, .1), .95).lower, 0);
  EXPECT_EQ(l1_projection(.95, deviations(1001, .1), .95).upper, 1);
}

TEST(L1Projection, Nests) {
  testing::expect_within(l1_projection(.3, deviations(1001, .1), .9), l1_projection(.3, deviations(1001, .1), .95));
}

TEST(L1Projection, SaysWhyThereIsNone) {
  testing::expect_none(l1_projection(.3, std::vector<double>(1000, 0.0), .95), interval_status::zero_variance);
  testing::expect_none(l1_projection(.3, deviations(199, .1), .95), interval_status::too_few_replicates);
  EXPECT_EQ(l1_projection(.3, deviations(200, .1), .95).why, interval_status::ok);
  testing::expect_none(l1_projection(std::nan(""), deviations(1000, .1), .95), interval_status::undefined_value);
  auto x = deviations(1000, .1);
  for (std::size_t k = 0; k < 51; ++k) x[k] = std::nan("");
  testing::expect_none(l1_projection(.3, x, .95), interval_status::refused_undefined_replicates);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
