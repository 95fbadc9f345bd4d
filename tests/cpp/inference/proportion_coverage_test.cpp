// SPDX-License-Identifier: Apache-2.0
// Exact coverage of the 95 % intervals of a proportion over p = i/2000, by enumeration: mean, least, and at p = .95.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "clinmetrics/inference/agresti_coull.hpp"
#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/wilson.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct coverage {
  double mean = 0, least = 1, at_95 = 0;
};

/// Σ over x of P(x | n, p) where the interval of x contains p, for every p.
coverage coverage_of(interval (*make)(proportion, confidence const&), int n) {
  std::vector<interval> limits;
  for (int x = 0; x <= n; ++x) limits.push_back(make({static_cast<double>(x), static_cast<double>(n)}, .95));
  coverage out;
  for (int i = 1; i < 2000; ++i) {
    double const p = i / 2000.0;
    double covered = 0;
    for (int x = 0; x <= n; ++x) {
      auto const& l = limits[static_cast<std::size_t>(x)];
      if (p < l.lower || p > l.upper) continue;
      covered +=
          std::exp(std::lgamma(n + 1.0) - std::lgamma(x + 1.0) - std::lgamma(n - x + 1.0) + x * std::log(p) + (n - x) * std::log1p(-p));
    }
    out.mean += covered / 1999, out.least = std::min(out.least, covered);
    if (i == 1900) out.at_95 = covered;
  }
  return out;
}

void expect_coverage(coverage const& got, double mean, double least, double at_95, double tolerance) {
  EXPECT_NEAR(got.mean, mean, tolerance);
  EXPECT_NEAR(got.least, least, tolerance);
  EXPECT_NEAR(got.at_95, at_95, tolerance);
}

TEST(ProportionCoverage, Wilson) {
  expect_coverage(coverage_of(wilson, 10), .9541, .8382, .9139, 5.1e-5);
  expect_coverage(coverage_of(wilson, 20), .9531, .8431, .9245, 5.1e-5);
  expect_coverage(coverage_of(wilson, 50), .9516, .8392, .9622, 5.1e-5);
  expect_coverage(coverage_of(wilson, 100), .9510, .8606, .9659, 5.1e-5);
}

TEST(ProportionCoverage, ClopperPearson) {
  expect_coverage(coverage_of(clopper_pearson, 10), .9837, .9610, .9885, 5.1e-5);
  expect_coverage(coverage_of(clopper_pearson, 20), .9770, .9580, .9841, 5.1e-5);
  expect_coverage(coverage_of(clopper_pearson, 50), .9692, .9509, .9882, 5.1e-5);
  expect_coverage(coverage_of(clopper_pearson, 100), .9645, .9504, .9826, 5.1e-5);
}

TEST(ProportionCoverage, AgrestiCoull) {  // known to three digits only
  expect_coverage(coverage_of(agresti_coull, 10), .965, .925, .988, 6e-4);
  expect_coverage(coverage_of(agresti_coull, 20), .962, .929, .984, 6e-4);
  expect_coverage(coverage_of(agresti_coull, 50), .958, .935, .962, 6e-4);
  expect_coverage(coverage_of(agresti_coull, 100), .956, .939, .966, 6e-4);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
