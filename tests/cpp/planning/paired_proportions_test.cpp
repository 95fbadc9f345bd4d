// SPDX-License-Identifier: Apache-2.0
// The power of McNemar's test: sums by R, the engine's own test on every table of a small study, laws.
#include "clinmetrics/planning/paired_proportions.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../inference/golden_table.hpp"
#include "clinmetrics/compare/paired_table.hpp"
#include "clinmetrics/core/error.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

using testing::read_golden;

TEST(PlanPairedProportions, PowersOfR) {
  auto const rows = read_golden("planning/mcnemar.csv");
  ASSERT_EQ(rows.size(), 24U);
  for (auto const& r : rows) {
    auto const kind = r[3] == 1 ? mcnemar_kind::mid_p : mcnemar_kind::exact;
    EXPECT_NEAR(power_of_mcnemar(static_cast<std::uint64_t>(r[0]), {r[1], r[2]}, kind, .95), r[4], 1e-12);
  }
}

TEST(PlanPairedProportions, AsTheTestDecidesOnEveryTable) {
  constexpr int n = 24;
  double const p = .35, q = .1, alpha = .1;
  double exact = 0, mid = 0;
  for (int b = 0; b <= n; ++b)
    for (int c = 0; b + c <= n; ++c) {
      double const log_ways = std::lgamma(n + 1) - std::lgamma(b + 1) - std::lgamma(c + 1) - std::lgamma(n - b - c + 1);
      double const weight = std::exp(log_ways + b * std::log(p) + c * std::log(q) + (n - b - c) * std::log(1 - p - q));
      paired_table const t{0, double(b), double(c), double(n - b - c)};
      if (mcnemar_exact(t).p <= alpha) exact += weight;
      if (mcnemar_mid_p(t).p <= alpha) mid += weight;
    }
  EXPECT_NEAR(power_of_mcnemar(n, {p, q}, mcnemar_kind::exact, .9), exact, 1e-12);
  EXPECT_NEAR(power_of_mcnemar(n, {p, q}, mcnemar_kind::mid_p, .9), mid, 1e-12);
}

TEST(PlanPairedProportions, ReachedByAllLargerNumbersAndNotByOneLess) {
  for (auto kind : {mcnemar_kind::mid_p, mcnemar_kind::exact})
    for (discordant_shares s : {discordant_shares{.15, .05}, discordant_shares{.1, 0}, discordant_shares{.05, .2}}) {
      auto const n = rows_for_power_of_mcnemar(.8, s, kind, .95);
      EXPECT_LT(power_of_mcnemar(n - 1, s, kind, .95), .8);
      for (auto m = n; m < 2 * n; ++m) EXPECT_GE(power_of_mcnemar(m, s, kind, .95), .8);
    }
}

TEST(PlanPairedProportions, RefusesWhatIsImpossible) {
  EXPECT_THROW(rows_for_power_of_mcnemar(.8, {.1, .1}, mcnemar_kind::mid_p, .95), input_error);
  EXPECT_THROW(power_of_mcnemar(10, {.7, .3}, mcnemar_kind::mid_p, .95), input_error);
  EXPECT_THROW(power_of_mcnemar(0, {.2, .1}, mcnemar_kind::mid_p, .95), input_error);
  EXPECT_THROW(power_of_mcnemar(2'000'000, {.2, .1}, mcnemar_kind::mid_p, .95), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::planning
