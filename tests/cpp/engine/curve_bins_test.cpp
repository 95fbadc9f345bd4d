// SPDX-License-Identifier: Apache-2.0
// Calibration bins and bars of histograms hold at least five rows each, and none of their edges and means is the score of a row.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <set>
#include <string>

#include "engine/curve_tables.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::bell;
using testing::curve_of;
using testing::dice;
using testing::kinds;
using testing::random_table;
using testing::table;
using testing::table_of;

TEST(curve_bins, calibration_bins_share_the_rows) {
  auto const c = curve_of(random_table({.n = 200, .score_levels = 0}, 2)).calibration;
  ASSERT_EQ(c.n.size(), 10u);
  ASSERT_EQ(c.edges.size(), 11u);
  for (std::size_t k = 0; k < c.n.size(); ++k) {
    EXPECT_EQ(c.n[k], 20);
    EXPECT_LE(c.edges[k], c.mean_score[k]);
    EXPECT_GE(c.edges[k + 1], c.mean_score[k]);
    EXPECT_LE(c.lower[k], c.n_positive[k] / c.n[k]);
    EXPECT_GE(c.upper[k], c.n_positive[k] / c.n[k]);
  }
  EXPECT_TRUE(curve_of(table_of(kinds[1], 100, 50, 1)).calibration.n.empty()) << "scores that are no probabilities";
}

std::string three_digits(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2e", x);
  return text;
}

TEST(curve_bins, calibration_edges_of_rare_outcomes_have_three_digits_and_hold_the_scores) {
  dice roll(3);
  table t;
  for (int i = 0; i < 2000; ++i) t.y.push_back(roll.uniform() < .002), t.score.push_back(std::exp(-8 + bell(roll)));
  auto const edges = curve_of(t).calibration.edges;
  ASSERT_EQ(edges.size(), 11u);
  for (double e : edges) EXPECT_EQ(std::stod(three_digits(e)), e);
  EXPECT_LE(edges.front(), *std::min_element(t.score.begin(), t.score.end()));
  EXPECT_GE(edges.back(), *std::max_element(t.score.begin(), t.score.end()));
  EXPECT_EQ(std::set<double>(edges.begin(), edges.end()).size(), 11u) << "no two edges are rounded to one";
}

TEST(curve_bins, bins_and_bars_hold_at_least_five_rows_or_there_are_none) {
  for (auto const& kind : kinds)
    for (std::size_t n : {0u, 1u, 2u, 4u, 5u, 6u, 9u, 14u, 23u, 41u, 97u, 500u})
      for (bool weighted : {false, true})
        for (bool probability : {false, true}) {
          auto t = table_of(kind, n, n / 3, n, weighted);
          if (probability)
            for (auto& s : t.score) s = 1 / (1 + std::exp(-s));
          auto const c = curve_of(t);
          double positive = 0, negative = 0;
          for (std::size_t k = 0; k < c.histogram.n_positive.size(); ++k) {
            std::size_t rows = 0;
            for (double s : t.score)
              rows += s >= c.histogram.edges[k] && (s < c.histogram.edges[k + 1] || k + 1 == c.histogram.n_positive.size());
            EXPECT_GE(rows, 5u) << kind.name << n;
            EXPECT_LT(c.histogram.edges[k], c.histogram.edges[k + 1]);
            positive += c.histogram.n_positive[k], negative += c.histogram.n_negative[k];
          }
          ASSERT_EQ(c.histogram.edges.empty(), n < 5);
          ASSERT_EQ(c.calibration.n.empty(), n < 5 || !probability);
          if (n < 5) continue;
          EXPECT_LE(c.histogram.n_positive.size(), 20u);
          EXPECT_NEAR(positive, c.n_positive, 1e-9);
          EXPECT_NEAR(negative, c.n_negative, 1e-9);
          double in_bins = 0;
          for (double b : c.calibration.n) in_bins += b;
          if (weighted) continue;
          for (double b : c.calibration.n) EXPECT_GE(b, 5) << kind.name << n;
          if (probability) {
            EXPECT_EQ(in_bins, static_cast<double>(n));
          }
        }
}

TEST(curve_bins, show_no_exact_score) {
  for (auto const& kind : {kinds[0], kinds[1], kinds[3], kinds[8]})
    for (std::size_t n : {6u, 40u, 1000u}) {
      auto t = table_of(kind, n, n / 2, 12);
      for (bool probability : {false, true}) {
        if (probability)
          for (auto& s : t.score) s = 1 / (1 + std::exp(-s));
        auto const c = curve_of(t, curve_steps::steps, {.5});
        std::vector<double> shown = c.histogram.edges;
        shown.insert(shown.end(), c.calibration.edges.begin(), c.calibration.edges.end());
        shown.insert(shown.end(), c.calibration.mean_score.begin(), c.calibration.mean_score.end());
        for (double x : shown) EXPECT_EQ(std::count(t.score.begin(), t.score.end(), x), 0);
      }
    }
}

TEST(curve_bins, of_scores_of_any_size_have_finite_rising_edges_about_them) {
  double const largest = std::numeric_limits<double>::max(), tiny = std::numeric_limits<double>::denorm_min();
  for (auto const& [low, high] : std::vector<std::pair<double, double>>{{7.350, 7.354},
                                                                        {1980, 2024},
                                                                        {-tiny, 2},
                                                                        {3, 3},
                                                                        {0, 0},
                                                                        {1, 1},
                                                                        {0, tiny},
                                                                        {-tiny, tiny},
                                                                        {1e-300, 3e-300},
                                                                        {1e-308, 1},
                                                                        {1e15, 1e15 + 1},
                                                                        {1e15, 2e15},
                                                                        {-largest, largest},
                                                                        {largest, largest},
                                                                        {-largest, -largest},
                                                                        {0, largest},
                                                                        {std::nextafter(1, 0), 1},
                                                                        {1 - 1e-9, 1},
                                                                        {-1e-7, 1e9}}) {
    table t;
    for (int i = 0; i <= 60; ++i) {
      double const share = i / 60.;
      t.score.push_back(i == 60 ? high : low * (1 - share) + high * share), t.y.push_back(i % 3 == 0);
    }
    auto const c = curve_of(t);
    auto const& edges = c.histogram.edges;
    ASSERT_GE(edges.size(), 2u);
    EXPECT_LE(edges.size(), 21u);
    EXPECT_LE(edges.front(), low);
    EXPECT_GE(edges.back(), high);
    for (std::size_t k = 0; k + 1 < edges.size(); ++k) EXPECT_LT(edges[k], edges[k + 1]) << low << " to " << high;
    for (double e : edges) EXPECT_TRUE(std::isfinite(e)) << low << " to " << high;
    for (double e : c.calibration.edges) EXPECT_TRUE(std::isfinite(e));
    EXPECT_TRUE(std::is_sorted(c.calibration.edges.begin(), c.calibration.edges.end()));
  }
}

TEST(curve_bins, narrow_ranges_of_scores_have_bars_of_their_own) {
  table t;
  for (int i = 0; i < 400; ++i) t.score.push_back(7.350 + .004 * i / 399), t.y.push_back(i % 2 == 1);
  auto const edges = curve_of(t).histogram.edges;
  ASSERT_EQ(edges.size(), 21u);
  for (std::size_t k = 0; k < edges.size(); ++k) EXPECT_DOUBLE_EQ(edges[k], 7.35 + .0002 * static_cast<double>(k));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
