// SPDX-License-Identifier: Apache-2.0
// Sums from power series are those over the rows, wherever the series are used.
#include "fit/sums_near_fit.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<outcome_at_logit> rows_of(std::size_t n, std::uint64_t seed) {
  testing::dice roll(seed);
  std::vector<outcome_at_logit> rows;
  for (std::size_t i = 0; i < n; ++i) rows.push_back({8 * roll.uniform() - 6, static_cast<double>(1 + roll.below(3)), roll.uniform() < .2});
  return rows;
}

logit_fit_sums over(std::vector<outcome_at_logit> const& rows, logit_line const& line) {
  logit_fit_sums sums;
  for (auto const& r : rows) {
    auto const [risk, variance] = risk_and_variance::at(line.at(r.logit));
    sums.add(r.logit, r.weight, (r.event ? 1 : 0) - risk, variance);
  }
  return sums;
}

/// Up to a share of the sums of absolute values, which the logits of these rows limit.
void expect_same(logit_fit_sums const& a, logit_fit_sums const& b, std::size_t n) {
  double const share = 1e-12 * static_cast<double>(n);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_NEAR(a.gradient[i], b.gradient[i], 10 * share);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(a.information[i], b.information[i], 40 * share);
}

TEST(SumsNearFit, AreThoseOverTheRows) {
  std::size_t n_found = 0;
  for (std::size_t const n : {1u, 7u, 150u})
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      auto const rows = rows_of(n, seed);
      testing::dice roll(100 + seed);
      logit_line const about{2 * roll.uniform() - 1, 2 * roll.uniform()};
      sums_near_fit const near(rows, about, false), along(rows, about, true);
      for (double const far : {1e-9, 1e-4, .01, .05, .2}) {
        SCOPED_TRACE(::testing::Message() << n << " rows, seed " << seed << ", " << far);
        logit_line const line{about.constant + far * (roll.uniform() - .5), about.slope + far * (roll.uniform() - .5)};
        if (auto const sums = near.at(line)) ++n_found, expect_same(*sums, over(rows, line), n);
        logit_line const shifted{line.constant, about.slope};
        auto const sums = along.at(shifted);
        ASSERT_TRUE(sums.has_value()) << "a small change of the constant alone";
        expect_same(*sums, over(rows, shifted), n);
      }
    }
  EXPECT_GT(n_found, 200u);
}

TEST(SumsNearFit, DoNotExistFarAway) {
  auto const rows = rows_of(50, 1);
  sums_near_fit const near(rows, {0, 1}, false);
  EXPECT_FALSE(near.at({.5, 1}).has_value());
  EXPECT_FALSE(near.at({0, 1.2}).has_value());
  EXPECT_FALSE(near.at({std::nan(""), 1}).has_value());
  EXPECT_TRUE(near.at({0, 1}).has_value());
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
