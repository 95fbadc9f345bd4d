// SPDX-License-Identifier: Apache-2.0
// Agresti and Coull's interval: published numbers, clipping, its kinship with Wilson's.
#include "clinmetrics/inference/agresti_coull.hpp"

#include <gtest/gtest.h>

#include "clinmetrics/inference/wilson.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(AgrestiCoull, AsOtherToolsPrint) { testing::expect_limits(agresti_coull({81, 263}, .95), .255221, .366277, 5e-7); }

TEST(AgrestiCoull, SharesWilsonsMiddleAndContainsIt) {
  for (double n : {1.0, 5.0, 20.0, 263.0})
    for (double x = 0; x <= n; ++x) {
      auto const a = agresti_coull({x, n}, .95), w = wilson({x, n}, .95);
      testing::expect_within(w, a);
      if (a.lower > 0 && a.upper < 1) {
        EXPECT_NEAR(a.lower + a.upper, w.lower + w.upper, 1e-14);
      }
    }
}

TEST(AgrestiCoull, ClippedAndExactAtTheEnds) {
  for (double n : {1.0, 2.0, 3.0, 7.5, 20.0, 1e6, 1e12}) {
    EXPECT_EQ(agresti_coull({0, n}, .95).lower, 0);
    EXPECT_EQ(agresti_coull({n, n}, .95).upper, 1);
    EXPECT_GE(agresti_coull({n / 10, n}, .999).lower, 0);
    EXPECT_LE(agresti_coull({n - n / 10, n}, .999).upper, 1);
  }
}

TEST(AgrestiCoull, NothingMeansNothing) { testing::expect_none(agresti_coull({0, 0}, .95), interval_status::undefined_value); }

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
