// SPDX-License-Identifier: Apache-2.0
// Sums of row functions against sums in extended precision; infinite values are counted separately.
#include "clinmetrics/tally/sums_of.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "clinmetrics/tally/row_functions.hpp"
#include "support/tallies.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class F>
sums_of<F> sums(cohort const& c, int bits) {
  return testing::with_tally<sums_of<F>>(
      c, [](auto const& t) { return t; }, {}, bits);
}

TEST(sums_of, are_the_sums_to_half_a_unit_a_row) {
  std::uint64_t seed = 0;
  for (int bits : {replicate_bits, point_bits})
    for (std::size_t n : {0u, 1u, 2u, 3u, 100u, 1000u}) {
      auto const t = testing::random_table({.n = n, .score_levels = 0, .weights_below = n == 100 ? 4u : 0u}, ++seed);
      auto const c = testing::make(t);
      auto const log_of = sums<negative_log_likelihood>(c, bits);
      long double risk = 0, squared = 0, log = 0;
      std::uint64_t positive = 0, total = 0;
      for (std::size_t i = 0; i < n; ++i) {
        auto const w = static_cast<long double>(t.weight.empty() ? 1 : t.weight[i]), p = static_cast<long double>(t.score[i]);
        risk += w * p, squared += w * (t.y[i] - p) * (t.y[i] - p), log -= w * std::log(t.y[i] ? p : 1 - p);
        positive += t.y[i] ? static_cast<std::uint64_t>(w) : 0, total += static_cast<std::uint64_t>(w);
      }
      EXPECT_EQ(log_of.n_positive, positive);
      EXPECT_EQ(log_of.total(), total);
      EXPECT_EQ(log_of.n_infinite, 0u);
      EXPECT_EQ(log_of.bits, bits);
      double const tolerance = static_cast<double>(total) * (std::ldexp(.5, -bits) + 0x1p-52) + 1e-16 * static_cast<double>(total);
      EXPECT_NEAR(from_fixed(sums<predicted_risk>(c, bits).sum, bits), static_cast<double>(risk), tolerance);
      EXPECT_NEAR(from_fixed(sums<squared_error>(c, bits).sum, bits), static_cast<double>(squared), tolerance);
      EXPECT_NEAR(from_fixed(log_of.sum, bits), static_cast<double>(log), tolerance + 1e-15 * static_cast<double>(log));
    }
}

TEST(sums_of, infinite_values_are_counted_and_add_nothing) {
  auto const c = testing::make({.score = {0, 0, 1, 1, .5}, .y = {0, 1, 0, 1, 1}, .weight = {2, 3, 4, 5, 6}});
  auto const log_of = sums<negative_log_likelihood>(c, point_bits);
  EXPECT_EQ(log_of.n_infinite, 7u);
  EXPECT_NEAR(from_fixed(log_of.sum, point_bits), 6 * std::log(2.), 1e-14);
  EXPECT_EQ(from_fixed(sums<squared_error>(c, point_bits).sum, point_bits), 3 + 4 + 6 * .25);
}

TEST(negative_log_likelihood, at_the_edges) {
  auto const of = &negative_log_likelihood::of;
  EXPECT_EQ(of(0, true), std::numeric_limits<double>::infinity());
  EXPECT_EQ(of(1, false), std::numeric_limits<double>::infinity());
  EXPECT_EQ(of(0, false), 0.0);
  EXPECT_EQ(of(1, true), 0.0);
  EXPECT_EQ(of(-0., false), 0.0);
  EXPECT_EQ(of(-0., true), std::numeric_limits<double>::infinity());
  EXPECT_NEAR(of(std::numeric_limits<double>::denorm_min(), true), 744.4400719213812, 1e-12);
  EXPECT_NEAR(of(std::nextafter(1., 0.), false), 36.7368005696771, 1e-12);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
