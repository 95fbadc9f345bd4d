// SPDX-License-Identifier: Apache-2.0
// The projection interval of ECE: by hand, clipping, refusals.
#include "clinmetrics/inference/l1_projection.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
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

TEST(L1Consistent, IsTheProjectionWhereTheErrorIsLarge) {  // one bin: the .975 quantile of |N| is 2.24 standard deviations
  bin_covariances const of_bins{{0, .01 * .01, 0}};
  auto const d = deviations(2001, .01);
  for (auto const& [error, lower] : {std::pair{.0215, 0.}, {.0235, .0235 - .0095}}) {
    auto const i = l1_consistent(error, d, of_bins, {7, 0}, .95), plain = l1_projection(error, d, .95);
    EXPECT_NEAR(i.lower, lower, 1e-12);
    EXPECT_EQ(i.upper, plain.upper);
    EXPECT_NEAR(plain.lower, error - .0095, 1e-12);
  }
}

TEST(L1Consistent, DrawsTheSumOfSeveralBins) {  // ten equal bins: mean 10·σ√(2/π), variance 10·σ²(1 − 2/π), nearly normal
  bin_covariances const of_bins{std::vector<double>(10, 1e-4)};
  auto const d = deviations(4001, .001);
  double const mean = .1 * std::sqrt(2 / M_PI), sd = .01 * std::sqrt(10 * (1 - 2 / M_PI)), high = mean + 2.15 * sd, low = mean + 1.85 * sd;
  for (std::uint64_t seed : {1u, 2u, 3u}) {
    EXPECT_EQ(l1_consistent(low, d, of_bins, {seed, 0}, .95).lower, 0);
    EXPECT_GT(l1_consistent(high, d, of_bins, {seed, 0}, .95).lower, 0);
  }
}

/// Σ of `n` gaps that move together, in a matrix of rank 1: the .975 quantile is 2.24·n standard deviations.
TEST(L1Consistent, DrawsGapsThatMoveTogether) {
  for (std::size_t const n : {2, 5}) {
    std::vector<double> variances(n + 1, 1e-4), matrix((n + 1) * (n + 1), 1e-4);
    variances[1] = 0;  // a bin without rows
    for (std::size_t i = 0; i <= n; ++i) matrix[i * (n + 1) + 1] = matrix[n + 1 + i] = 0;
    auto const d = deviations(4001, .001);
    double const sd = .01 * static_cast<double>(n), low = 2.1 * sd, high = 2.4 * sd;
    for (std::uint64_t seed : {1u, 2u, 3u}) {
      EXPECT_EQ(l1_consistent(low, d, {variances, matrix}, {seed, 0}, .95).lower, 0);
      EXPECT_GT(l1_consistent(high, d, {variances, matrix}, {seed, 0}, .95).lower, 0);
    }
  }
}

TEST(L1Consistent, AMatrixWithoutCovariancesIsThatOfItsVariances) {
  std::vector<double> const variances{1e-4, 4e-4, 9e-4}, matrix{1e-4, 0, 0, 0, 4e-4, 0, 0, 0, 9e-4};
  auto const d = deviations(1001, .001);
  for (int i = 0; i < 40; ++i) {
    double const error = .05 + .001 * i;
    EXPECT_EQ(l1_consistent(error, d, {variances, matrix}, {1, 0}, .95).lower, l1_consistent(error, d, {variances, {}}, {1, 0}, .95).lower);
  }
}

TEST(L1Consistent, WithoutVariancesIsTheProjection) {
  auto const d = deviations(1001, .1);
  EXPECT_EQ(l1_consistent(.3, d, {}, {1, 0}, .95).lower, l1_projection(.3, d, .95).lower);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
