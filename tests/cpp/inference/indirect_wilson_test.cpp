// SPDX-License-Identifier: Apache-2.0
// Indirect Wilson: F1 and Jaccard from one proportion.
#include "clinmetrics/inference/indirect_wilson.hpp"

#include <gtest/gtest.h>

#include "clinmetrics/metric/binary/f1.hpp"
#include "golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr monotone_map of_f1 = f1::form_of({}).map;

TEST(IndirectWilson, JaccardIsWilson) {
  auto const i = indirect_wilson({{15, 148}, {}}, .95);
  testing::expect_limits(i, .062386, .160487, 5e-7);
}

TEST(IndirectWilson, F1IsCarriedOver) {  // 10 of 10 agree: lower limit n/(n + z²) of F*, 2n/(2n + z²) of F1
  double const z2 = 1.959963984540054 * 1.959963984540054;
  auto const i = indirect_wilson({{10, 10}, of_f1}, .95);
  EXPECT_NEAR(i.lower, 20 / (20 + z2), 1e-15);
  EXPECT_EQ(i.upper, 1);
  EXPECT_EQ(indirect_wilson({{0, 10}, of_f1}, .95).lower, 0);
}

TEST(IndirectWilson, ContainsF1AndNests) {
  for (double k : {1.0, 3.0, 17.0, 400.0})
    for (double tp = 0; tp <= k; ++tp) {
      auto const inner = indirect_wilson({{tp, k}, of_f1}, .9);
      double const f1 = 2 * tp / (k + tp);
      EXPECT_LE(inner.lower, f1);
      EXPECT_GE(inner.upper, f1);
      testing::expect_within(inner, indirect_wilson({{tp, k}, of_f1}, .95));
    }
}

TEST(IndirectWilson, NothingMeansNothing) {
  for (auto const& map : {of_f1, monotone_map{}})
    testing::expect_none(indirect_wilson({{0, 0}, map}, .95), interval_status::undefined_value);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
