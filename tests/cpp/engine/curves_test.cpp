// SPDX-License-Identifier: Apache-2.0
// The tables from which curves are drawn: points of the ROC curve by rank, and marks at thresholds. They count all rows, and no step is of
// fewer than five.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "clinmetrics/inference/wilson.hpp"
#include "engine/curve_tables.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::curve_of;
using testing::drawn_area;
using testing::drawn_precision;
using testing::evaluate_curves;
using testing::kinds;
using testing::make;
using testing::random_table;
using testing::table;
using testing::table_of;
using testing::weight_of;

double value_of(result const& r, std::string const& metric) {
  for (auto const& row : r.rows())
    if (row.metric == metric) return row.value.number;
  return std::nan("");
}

/// Cumulative rows by distinct score: (rows, positives).
std::map<std::size_t, std::size_t> cuts_of(table const& t) {
  std::map<double, std::pair<std::size_t, std::size_t>, std::greater<>> at;
  for (std::size_t i = 0; i < t.size(); ++i) ++at[t.score[i]].first, at[t.score[i]].second += t.y[i];
  std::map<std::size_t, std::size_t> cuts{{0, 0}};
  std::size_t rows = 0, positives = 0;
  for (auto const& [score, counts] : at) rows += counts.first, positives += counts.second, cuts[rows] = positives;
  return cuts;
}

TEST(curves, hold_few_points_of_at_least_five_rows_that_split_no_ties) {
  for (auto const& kind : kinds)
    for (std::size_t n : {0u, 1u, 2u, 4u, 5u, 9u, 10u, 11u, 40u, 200u, 513u, 2000u})
      for (std::size_t n_events : {std::size_t{0}, n / 20, n / 2, n}) {
        auto const t = table_of(kind, n, n_events, n + n_events);
        auto const c = curve_of(t);
        auto const cuts = cuts_of(t);
        ASSERT_LE(c.tp.size(), 101u) << kind.name << n;
        ASSERT_EQ(c.tp.size(), c.fp.size());
        EXPECT_EQ(c.tp.front() + c.fp.front(), 0);
        EXPECT_EQ(c.tp.back(), static_cast<double>(n_events));
        EXPECT_EQ(c.tp.back() + c.fp.back(), static_cast<double>(n));
        EXPECT_EQ(c.n_positive, c.tp.back());
        EXPECT_EQ(c.n_negative, c.fp.back());
        for (std::size_t k = 0; k < c.tp.size(); ++k) {
          auto const cut = cuts.find(static_cast<std::size_t>(c.tp[k] + c.fp[k]));
          ASSERT_NE(cut, cuts.end()) << "equal scores are split";
          EXPECT_EQ(c.tp[k], static_cast<double>(cut->second));
          if (k > 0 && n >= 5) {
            EXPECT_GE(c.tp[k] + c.fp[k] - c.tp[k - 1] - c.fp[k - 1], 5) << kind.name << n << " step " << k;
          }
        }
      }
}

TEST(curves, areas_are_those_of_the_metrics_from_200_rows_and_20_events_on) {
  for (auto const& kind : kinds)
    for (std::size_t n : {200u, 1000u, 20'000u})
      for (std::size_t n_events : {std::size_t{20}, std::size_t{48}, n / 5, n / 2, n - 20})
        for (bool weighted : {false, true})
          for (std::uint64_t seed = 1; seed <= 8; ++seed) {
            auto const r = evaluate_curves(table_of(kind, n, n_events, seed, weighted));
            auto const where = kind.name + ", " + std::to_string(n_events) + " of " + std::to_string(n) + (weighted ? ", weighted" : "");
            EXPECT_NEAR(drawn_area(r.curves[0]), value_of(r, "auroc"), .005) << where;
            EXPECT_NEAR(drawn_precision(r.curves[0]), value_of(r, "average_precision"), n_events < 50 ? .08 : .05) << where;
          }
}

TEST(curves, of_two_scores_turn_where_the_scores_do) {
  table t;
  for (int i = 0; i < 1000; ++i) t.y.push_back(i < 20), t.score.push_back(i < 20 ? .008 : .001);
  auto const c = curve_of(t);
  EXPECT_EQ(c.tp, (std::vector<double>{0, 20, 20}));
  EXPECT_EQ(c.fp, (std::vector<double>{0, 0, 980}));
}

TEST(curves, that_are_exact_hold_every_distinct_score) {
  for (auto const& kind : kinds)
    for (std::size_t n : {2u, 3u, 40u, 500u}) {
      auto const t = table_of(kind, n, n / 2, 5);
      auto const r = evaluate_curves(t, curve_steps::exact);
      auto const& c = r.curves[0];
      EXPECT_EQ(c.tp.size(), cuts_of(t).size());
      EXPECT_NEAR(drawn_area(c), value_of(r, "auroc"), 1e-14);
      EXPECT_NEAR(drawn_precision(c), value_of(r, "average_precision"), 1e-9);
    }
}

TEST(curves, do_not_depend_on_the_order_of_rows) {
  for (auto const& kind : kinds) {
    auto const t = table_of(kind, 300, 60, 8, true);
    auto const one = curve_of(t), other = curve_of(testing::shuffled(t, 99));
    EXPECT_EQ(one.tp, other.tp);
    EXPECT_EQ(one.fp, other.fp);
    EXPECT_EQ(one.histogram.edges, other.histogram.edges);
  }
}

TEST(curves, carry_the_counts_at_the_thresholds_asked_for_and_name_no_other) {
  for (std::uint32_t weights : {0u, 4u}) {
    auto const t = random_table({.n = 150, .score_levels = 0, .weights_below = weights}, 1);
    auto const c = curve_of(t, curve_steps::steps, {.25, .9, -1, 2, t.score[7], .25});
    ASSERT_EQ(c.marks.size(), 5u);
    for (auto const& m : c.marks) {
      double tp = 0, fp = 0;
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t.score[i] >= m.threshold) (t.y[i] ? tp : fp) += weight_of(t, i);
      EXPECT_EQ(m.tp, tp);
      EXPECT_EQ(m.fp, fp);
    }
    EXPECT_TRUE(std::is_sorted(c.marks.begin(), c.marks.end(), [](auto const& a, auto const& b) { return a.threshold > b.threshold; }));
  }
  EXPECT_TRUE(curve_of(random_table({.n = 150}, 1)).marks.empty());
}

TEST(curves, have_wilson_limits_of_sensitivity_unless_weighted_or_clustered) {
  auto const t = random_table({.n = 150, .score_levels = 0}, 1);
  auto const c = curve_of(t);
  ASSERT_EQ(c.sensitivity_lower.size(), c.tp.size());
  for (std::size_t k = 0; k < c.tp.size(); ++k) {
    auto const limits = wilson({c.tp[k], c.n_positive}, .95);
    EXPECT_EQ(c.sensitivity_lower[k], limits.lower);
    EXPECT_EQ(c.sensitivity_upper[k], limits.upper);
  }
  for (auto const& without : {random_table({.n = 150, .weights_below = 4}, 1), random_table({.n = 150, .real_weights = true}, 1),
                              random_table({.n = 150, .n_units = 40}, 1)}) {
    auto const bare = curve_of(without);
    EXPECT_TRUE(bare.sensitivity_lower.empty());
    EXPECT_TRUE(std::isnan(bare.calibration.lower.at(0)));
  }
}

TEST(curves, are_drawn_of_scores_alone_and_whatever_the_metrics) {
  auto const c = make(random_table({.n = 50, .hard = true}, 4));
  for (auto const* metric : {"accuracy", "prevalence"}) {
    auto const r = evaluate(c, {.metrics = {metric}, .threshold = {.5}, .ci = "none", .curves = curve_steps::steps});
    ASSERT_EQ(r.curves.size(), 1u);
    EXPECT_EQ(r.curves[0].model, 0u);
  }
  auto const scores = make(random_table({.n = 50}, 4));
  EXPECT_EQ(evaluate(scores, {.metrics = {"brier"}, .ci = "none", .curves = curve_steps::steps}).curves.size(), 1u);
  EXPECT_TRUE(evaluate(scores, {.metrics = {"brier"}, .ci = "none"}).curves.empty());
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
