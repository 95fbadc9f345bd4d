// SPDX-License-Identifier: Apache-2.0
// Moments against sums in extended precision; infinite losses are counted separately.
#include "clinmetrics/tally/moments.hpp"

#include <gtest/gtest.h>

#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

moments moments_of(cohort const& c, int bits) {
  auto const groups = everyone();
  auto const risk = [&](std::size_t row) { return visit(c.models[0].score, [row](auto item) { return static_cast<double>(item[row]); }); };
  auto words = testing::words_of(testing::point(moments_pass(c, groups, risk, bits)), 0, 0);
  words.push_back(static_cast<std::uint64_t>(bits));
  EXPECT_EQ(words.size(), moments::n_words);
  return moments::read(words);
}

TEST(moments, are_the_sums_to_half_a_unit_a_row) {
  std::uint64_t seed = 0;
  for (int bits : {replicate_bits, point_bits})
    for (std::size_t n : {0u, 1u, 2u, 3u, 100u, 1000u}) {
      auto const t = testing::random_table({.n = n, .score_levels = 0, .weights_below = n == 100 ? 4u : 0u}, ++seed);
      auto const c = testing::make(t);
      auto const m = moments_of(c, bits);
      long double risk = 0, squared = 0, log = 0;
      std::uint64_t positive = 0, total = 0;
      for (std::size_t i = 0; i < n; ++i) {
        auto const w = static_cast<long double>(t.weight.empty() ? 1 : t.weight[i]), p = static_cast<long double>(t.score[i]);
        risk += w * p, squared += w * (t.y[i] - p) * (t.y[i] - p), log -= w * std::log(t.y[i] ? p : 1 - p);
        positive += t.y[i] ? static_cast<std::uint64_t>(w) : 0, total += static_cast<std::uint64_t>(w);
      }
      EXPECT_EQ(m.n_positive, positive);
      EXPECT_EQ(m.total(), total);
      EXPECT_EQ(m.n_infinite, 0u);
      EXPECT_EQ(m.bits, bits);
      double const tolerance = static_cast<double>(total) * (std::ldexp(.5, -bits) + 0x1p-52) + 1e-16 * static_cast<double>(total);
      EXPECT_NEAR(from_fixed(m.risk, bits), static_cast<double>(risk), tolerance);
      EXPECT_NEAR(from_fixed(m.squared_error, bits), static_cast<double>(squared), tolerance);
      EXPECT_NEAR(from_fixed(m.log_loss, bits), static_cast<double>(log), tolerance + 1e-15 * static_cast<double>(log));
    }
}

TEST(moments, infinite_losses_are_counted_and_add_nothing) {
  auto const c = testing::make({.score = {0, 0, 1, 1, .5}, .y = {0, 1, 0, 1, 1}, .weight = {2, 3, 4, 5, 6}});
  auto const m = moments_of(c, point_bits);
  EXPECT_EQ(m.n_infinite, 7u);
  EXPECT_NEAR(from_fixed(m.log_loss, point_bits), 6 * std::log(2.), 1e-14);
  EXPECT_EQ(from_fixed(m.squared_error, point_bits), 3 + 4 + 6 * .25);
}

TEST(row_loss, at_the_edges) {
  EXPECT_TRUE(row_loss(0, true).is_infinite);
  EXPECT_TRUE(row_loss(1, false).is_infinite);
  EXPECT_FALSE(row_loss(0, false).is_infinite);
  EXPECT_FALSE(row_loss(1, true).is_infinite);
  EXPECT_EQ(row_loss(0, false).log_loss, 0.0);
  EXPECT_EQ(row_loss(1, true).log_loss, 0.0);
  EXPECT_EQ(row_loss(-0., false).log_loss, 0.0);
  EXPECT_TRUE(row_loss(-0., true).is_infinite);
  EXPECT_NEAR(row_loss(std::numeric_limits<double>::denorm_min(), true).log_loss, 744.4400719213812, 1e-12);
  EXPECT_NEAR(row_loss(std::nextafter(1., 0.), false).log_loss, 36.7368005696771, 1e-12);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
