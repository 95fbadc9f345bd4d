// SPDX-License-Identifier: Apache-2.0
// Bins of risk: every edge on its side, equal mass without splitting equal risks, groups and weights separately.
#include "clinmetrics/tally/calibration_bins.hpp"

#include <gtest/gtest.h>

#include <map>

#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"
#include "support/tallies.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(equal_width_bin, every_edge_belongs_to_the_bin_below_and_zero_to_the_first) {
  for (std::uint32_t n_bins : {1u, 2u, 3u, 7u, 10u, 15u, 49u, 100u, 1000u}) {
    EXPECT_EQ(equal_width_bin(0, n_bins), 0u);
    EXPECT_EQ(equal_width_bin(-0., n_bins), 0u);
    EXPECT_EQ(equal_width_bin(1, n_bins), n_bins - 1);
    EXPECT_EQ(equal_width_bin(std::numeric_limits<double>::denorm_min(), n_bins), 0u);
    for (std::uint32_t j = 1; j < n_bins; ++j) {
      double const edge = static_cast<double>(j) / n_bins;
      EXPECT_EQ(equal_width_bin(edge, n_bins), j - 1) << j << '/' << n_bins;
      EXPECT_EQ(equal_width_bin(std::nextafter(edge, 1.), n_bins), j) << j << '/' << n_bins;
      EXPECT_EQ(equal_width_bin(std::nextafter(edge, 0.), n_bins), j - 1) << j << '/' << n_bins;
    }
  }
}

TEST(equal_width_bin, holds_each_risk_between_its_edges) {
  testing::dice roll(1);
  for (int i = 0; i < 100'000; ++i) {
    std::uint32_t const n_bins = 1 + roll.below(1000);
    double const p = roll.uniform();
    auto const bin = equal_width_bin(p, n_bins);
    ASSERT_LT(bin, n_bins);
    ASSERT_TRUE(p > static_cast<double>(bin) / n_bins || bin == 0);
    ASSERT_LE(p, static_cast<double>(bin + 1) / n_bins);
  }
}

std::vector<std::uint32_t> mass_bins(cohort const& c, std::uint32_t n_bins) {
  return equal_mass_bins(c, rank(c.models[0].score), testing::partition_of(c), n_bins);
}

TEST(equal_mass_bins, by_hand) {
  EXPECT_EQ(mass_bins(testing::make({.score = {.4, .1, .3, .2}, .y = {0, 1, 0, 1}}), 2), (std::vector<std::uint32_t>{1, 0, 1, 0}));
  // .1 .2 .2 .2 .3: the rows with .2 start after 1 of 5, so all are in bin ⌊2·1/5⌋ = 0; .3 after 4
  EXPECT_EQ(mass_bins(testing::make({.score = {.1, .2, .2, .2, .3}, .y = {0, 1, 0, 1, 1}}), 2),
            (std::vector<std::uint32_t>{0, 0, 0, 0, 1}));
  EXPECT_EQ(mass_bins(testing::make({.score = {.5, .5, .5}, .y = {0, 1, 1}}), 10), (std::vector<std::uint32_t>{0, 0, 0}));
  EXPECT_EQ(mass_bins(testing::make({.score = {.5}, .y = {1}}), 10), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(mass_bins(testing::make({.score = {.1, .2}, .y = {0, 1}, .weight = {1, 9}}), 10), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_TRUE(mass_bins(testing::make({.score = {}, .y = {}}), 10).empty());
}

TEST(equal_mass_bins, equal_the_definition) {
  std::uint64_t seed = 0;
  for (std::size_t n : {1u, 2u, 3u, 50u, 201u})
    for (std::uint32_t n_bins : {1u, 2u, 10u, 1000u})
      for (auto const& s :
           {testing::shape{.n = n, .score_levels = 0}, testing::shape{.n = n, .score_levels = 8, .weights_below = 5, .n_levels = 3},
            testing::shape{.n = n, .real_weights = true}}) {
        auto const c = testing::make(testing::random_table(s, ++seed));
        auto const groups = testing::partition_of(c);
        auto const bin = mass_bins(c, n_bins);
        visit(c.models[0].score, [&](auto item) {
          for (std::size_t i = 0; i < c.n_rows(); ++i) {
            u128 below = 0, total = 0;
            for (std::size_t j = 0; j < c.n_rows(); ++j) {
              if (groups.group_of(j) != groups.group_of(i)) continue;
              total += c.weight_of(j);
              if (item[j] < item[i]) below += c.weight_of(j);
            }
            EXPECT_EQ(bin[i], static_cast<std::uint32_t>(below * n_bins / total));
          }
        });
      }
}

TEST(equal_mass_bins, without_ties_hold_equally_many_rows) {
  auto const c = testing::make(testing::random_table({.n = 1000, .score_levels = 0}, 7));
  std::map<std::uint32_t, int> size;
  for (auto b : mass_bins(c, 8)) ++size[b];
  ASSERT_EQ(size.size(), 8u);
  for (auto const& [b, n] : size) EXPECT_EQ(n, 125);
}

TEST(calibration_bins, of_no_rows_are_empty) {
  auto const c = testing::make({.score = {}, .y = {}});
  auto const groups = everyone();
  auto const words = testing::words_of(calibration_bins::record, c, groups, 0, point_bits, {10, 0});
  EXPECT_EQ(words.size(), 41u);
  EXPECT_EQ(calibration_bins::read(words).size(), 10u);
  EXPECT_EQ(calibration_bins::read(words).total(), 0u);
}

TEST(calibration_bins, words_are_read_bin_by_bin) {
  testing::table const t{.score = {.05, .1, .15, .95, 1}, .y = {0, 1, 1, 1, 0}, .weight = {1, 2, 3, 4, 5}};
  auto const c = testing::make(t);
  auto const groups = everyone();
  auto const words = testing::words_of(calibration_bins::record, c, groups, 0, point_bits, {10, 0});
  auto const b = calibration_bins::read(words);
  EXPECT_EQ(b.size(), 10u);
  EXPECT_EQ(b.total(), 15u);
  EXPECT_EQ(b.n(0), 3u);
  EXPECT_EQ(b.n_positive(0), 2u);
  EXPECT_EQ(b.n_negative(0), 1u);
  EXPECT_NEAR(b.risk(0), .05 + 2 * .1, 1e-15);
  EXPECT_EQ(b.n(1), 3u);
  EXPECT_EQ(b.n(2), 0u);
  EXPECT_EQ(b.risk(2), 0.0);
  EXPECT_EQ(b.n(9), 9u);
  EXPECT_EQ(b.n_positive(9), 4u);
  EXPECT_NEAR(b.risk(9), 4 * .95 + 5, 1e-14);
  EXPECT_NEAR(b.gap(9, 15), (4 - 8.8) / 15, 1e-15);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
