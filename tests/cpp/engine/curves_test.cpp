// SPDX-License-Identifier: Apache-2.0
// The tables from which curves are drawn: points of the ROC curve by rank, marks at thresholds, calibration bins, histogram. They count all
// rows of their group, and none of them shows a single row's score.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "engine/round_outward.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;
using testing::make;
using testing::random_table;
using testing::table;

double weight_of(table const& t, std::size_t i) {
  return !t.real_weight.empty() ? t.real_weight[i] : t.weight.empty() ? 1. : static_cast<double>(t.weight[i]);
}

result evaluate_curves(table const& t, curve_steps steps = curve_steps::steps, std::vector<threshold_choice> thresholds = {}) {
  auto metrics = thresholds.empty() ? std::vector<std::string>{"auroc", "average_precision"} : std::vector<std::string>{"sensitivity"};
  return evaluate(make(t), {.metrics = std::move(metrics), .threshold = std::move(thresholds), .ci = "none", .curves = steps});
}

curve curve_of(table const& t, curve_steps steps = curve_steps::steps, std::vector<threshold_choice> thresholds = {}) {
  auto const r = evaluate_curves(t, steps, std::move(thresholds));
  EXPECT_EQ(r.curves.size(), 1u);
  return r.curves.at(0);
}

double drawn_area(curve const& c) {
  double area = 0;
  for (std::size_t k = 1; k < c.tp.size(); ++k) area += (c.fp[k] - c.fp[k - 1]) * (c.tp[k] + c.tp[k - 1]) / 2;
  return area / c.n_positive / c.n_negative;
}

double drawn_precision(curve const& c) {
  double sum = 0;
  for (std::size_t k = 1; k < c.tp.size(); ++k) sum += (c.tp[k] - c.tp[k - 1]) * c.tp[k] / (c.tp[k] + c.fp[k]);
  return sum / c.n_positive;
}

double value_of(result const& r, std::string const& metric) {
  for (auto const& row : r.rows())
    if (row.metric == metric) return row.value.number;
  return std::nan("");
}

/// Nearly normal: a sum of four uniforms.
double bell(dice& roll) { return roll.uniform() + roll.uniform() + roll.uniform() + roll.uniform() - 2; }

/// Scores of every kind that a model may give: without and with ties, no better than chance, perfect, reversed, events far above or below.
struct cohort_kind {
  std::string name;
  double shift, levels;   ///< of the events; of the scores (0: no ties)
  double far_share, far;  ///< share of the events that lie far away, and where
};

std::vector<cohort_kind> const kinds = {{"chance", 0, 0, 0, 0},           {"useful", .6, 0, 0, 0},   {"good", 1.5, 0, 0, 0},
                                        {"perfect", 9, 0, 0, 0},          {"reversed", -1, 0, 0, 0}, {"opposite", -9, 0, 0, 0},
                                        {"coarse", .6, 2, 0, 0},          {"tied", .6, 12, 0, 0},    {"some far above", 0, 0, .3, 9},
                                        {"some far below", .5, 0, .5, -9}};

table table_of(cohort_kind const& kind, std::size_t n, std::size_t n_events, std::uint64_t seed, bool weighted = false) {
  dice roll(seed);
  table t;
  for (std::size_t i = 0; i < n; ++i) {
    bool const event = i < n_events;
    double score = bell(roll) + (event ? kind.shift : 0);
    if (event && roll.uniform() < kind.far_share) score = kind.far + bell(roll);
    if (kind.levels > 0) score = std::floor(score * kind.levels);
    t.y.push_back(event), t.score.push_back(score);
    if (weighted) t.real_weight.push_back(.2 + roll.uniform());
  }
  return testing::shuffled(t, seed + 1);
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

TEST(curves, calibration_bins_share_the_rows) {
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

TEST(curves, calibration_edges_of_rare_outcomes_have_three_digits_and_hold_the_scores) {
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

TEST(curves, bins_and_bars_hold_at_least_five_rows_or_there_are_none) {
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

TEST(curves, show_no_exact_score) {
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

TEST(curves, of_scores_of_any_size_have_finite_rising_edges_about_them) {
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

TEST(curves, narrow_ranges_of_scores_have_bars_of_their_own) {
  table t;
  for (int i = 0; i < 400; ++i) t.score.push_back(7.350 + .004 * i / 399), t.y.push_back(i % 2 == 1);
  auto const edges = curve_of(t).histogram.edges;
  ASSERT_EQ(edges.size(), 21u);
  for (std::size_t k = 0; k < edges.size(); ++k) EXPECT_DOUBLE_EQ(edges[k], 7.35 + .0002 * static_cast<double>(k));
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

/// A random table whose second level has few rows, and the curves over all rows and by level.
table grouped_table(std::uint64_t seed, std::uint32_t weights_below = 0, bool real_weights = false) {
  dice roll(seed);
  auto t = random_table({.n = 20 + roll.below(900),
                         .score_levels = roll.below(3) * 40,
                         .prevalence = .1 + .8 * roll.uniform(),
                         .weights_below = weights_below,
                         .real_weights = real_weights,
                         .n_levels = 4},
                        seed);
  for (auto& level : t.group)
    if (level == 1 && roll.below(12) > 0) level = 0;
  return t;
}

result curves_by_group(table const& t, curve_steps steps = curve_steps::steps, std::uint32_t min_group_size = 10) {
  return evaluate(make(t), {.metrics = {"auroc", "average_precision", "ece(bins=10, binning=equal_mass)"},
                            .threshold = {.25, .5, .75},
                            .groups = {{"group"}},
                            .ci = "none",
                            .min_group_size = min_group_size,
                            .curves = steps});
}

/// The rows of the group of a curve. Rows without weight are no rows.
table rows_of(table const& t, result const& r, curve const& c) {
  return rows_where(t, [&](std::size_t i) {
    if (weight_of(t, i) == 0) return false;
    if (c.partition == 0) return true;
    auto const& level = r.partitions[1].groups[c.group][0];
    return t.group[i] < 0 ? !level.has_value() : level == "level " + std::to_string(t.group[i]);
  });
}

void expect_same(curve const& a, curve const& b) {
  EXPECT_EQ(a.tp, b.tp);
  EXPECT_EQ(a.fp, b.fp);
  EXPECT_EQ(a.sensitivity_lower, b.sensitivity_lower);
  EXPECT_EQ(a.sensitivity_upper, b.sensitivity_upper);
  EXPECT_EQ(a.calibration.edges, b.calibration.edges);
  EXPECT_EQ(a.calibration.n, b.calibration.n);
  EXPECT_EQ(a.calibration.n_positive, b.calibration.n_positive);
  EXPECT_EQ(a.calibration.mean_score, b.calibration.mean_score);
  EXPECT_EQ(a.histogram.edges, b.histogram.edges);
  EXPECT_EQ(a.histogram.n_positive, b.histogram.n_positive);
  EXPECT_EQ(a.histogram.n_negative, b.histogram.n_negative);
  ASSERT_EQ(a.marks.size(), b.marks.size());
  for (std::size_t k = 0; k < a.marks.size(); ++k)
    EXPECT_TRUE(a.marks[k].threshold == b.marks[k].threshold && a.marks[k].tp == b.marks[k].tp && a.marks[k].fp == b.marks[k].fp);
}

TEST(curves, of_a_group_are_those_of_its_rows_alone) {
  for (std::uint32_t weights : {0u, 4u})
    for (auto steps : {curve_steps::steps, curve_steps::exact})
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        auto const t = grouped_table(seed, weights);
        auto const r = curves_by_group(t, steps);
        for (auto const& c : r.curves) {
          SCOPED_TRACE(std::to_string(seed) + ", group " + std::to_string(c.group));
          expect_same(c, curves_by_group(rows_of(t, r, c), steps).curves.at(0));
        }
      }
}

TEST(curves, are_in_the_order_of_the_rows_and_leave_out_hidden_groups) {
  std::size_t n_hidden = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    auto const r = curves_by_group(grouped_table(seed), curve_steps::steps, 12);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> of_rows, of_curves;
    for (auto const& row : r.rows()) {
      n_hidden += row.is_hidden && row.metric == "auroc";
      if (row.metric == "auroc" && !row.is_hidden) of_rows.emplace_back(row.partition, row.group);
    }
    for (auto const& c : r.curves) of_curves.emplace_back(c.partition, c.group);
    EXPECT_EQ(of_curves, of_rows);
  }
  EXPECT_GT(n_hidden, 5u) << "the cohorts have small groups";
}

TEST(curves, of_groups_hold_steps_bins_and_bars_of_at_least_five_of_their_rows_and_add_up) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    auto const t = grouped_table(seed, seed % 3 == 0 ? 4 : 0);
    auto const r = curves_by_group(t, curve_steps::steps, 0);  // no group is hidden
    double positive = 0, negative = 0;
    for (auto const& c : r.curves) {
      auto const own = rows_of(t, r, c);
      if (c.partition == 1) positive += c.tp.back(), negative += c.fp.back();
      EXPECT_EQ(c.tp.back(), c.n_positive);
      EXPECT_EQ(c.fp.back(), c.n_negative);
      if (own.size() < 5) {
        EXPECT_EQ(c.tp.size(), 2u);
        EXPECT_TRUE(c.histogram.edges.empty() && c.calibration.edges.empty());
        continue;
      }
      double const least = t.weight.empty() ? 5 : 0;  // a step of five rows may have any weight
      for (std::size_t k = 1; k < c.tp.size(); ++k) EXPECT_GE(c.tp[k] + c.fp[k] - c.tp[k - 1] - c.fp[k - 1], least) << seed;
      for (double n : c.calibration.n) EXPECT_GE(n, least);
      for (std::size_t k = 0; k < c.histogram.n_positive.size(); ++k) {
        auto const& edges = c.histogram.edges;
        bool const is_last = k + 1 == c.histogram.n_positive.size();
        auto const in_bar = [&](double s) { return s >= edges[k] && (s < edges[k + 1] || (is_last && s == edges[k + 1])); };
        EXPECT_GE(std::count_if(own.score.begin(), own.score.end(), in_bar), 5);
      }
      EXPECT_LE(c.tp.size(), 101u);
    }
    EXPECT_EQ(positive, r.curves[0].n_positive);
    EXPECT_EQ(negative, r.curves[0].n_negative);
  }
}

TEST(curves, of_groups_have_the_areas_of_their_metrics) {
  std::size_t n_compared = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    auto const r = curves_by_group(grouped_table(seed, 0, seed % 2 == 0));
    for (auto const& c : r.curves) {
      if (c.n_positive < 20 || c.n_negative < 20 || c.n_positive + c.n_negative < 200) continue;
      for (auto const& row : r.rows()) {
        if (row.partition != c.partition || row.group != c.group || row.size.n < 200) continue;
        if (row.metric == "auroc") {
          EXPECT_NEAR(drawn_area(c), row.value.number, .005);
          ++n_compared;
        }
        if (row.metric == "average_precision") {
          EXPECT_NEAR(drawn_precision(c), row.value.number, .08);
        }
      }
    }
  }
  EXPECT_GT(n_compared, 50u);
}

TEST(curves, have_the_sums_of_the_metrics_at_every_threshold_and_in_every_group) {
  for (bool real_weights : {false, true})
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      auto const t = grouped_table(seed, 0, real_weights);
      auto const some = rows_where(t, [](std::size_t i) { return i < 25; }).score;
      auto const r = evaluate(make(t), {.metrics = {"sensitivity"},
                                        .threshold = {some.begin(), some.end()},
                                        .groups = {{"group"}},
                                        .ci = "none",
                                        .min_group_size = 0,
                                        .curves = curve_steps::exact});
      std::size_t n_found = 0;
      for (auto const& counts : r.counts)
        for (auto const& c : r.curves) {
          if (c.partition != counts.partition || c.group != counts.group) continue;
          for (std::size_t k = 0; k < c.tp.size(); ++k) n_found += c.tp[k] == counts.tp && c.fp[k] == counts.fp;
          EXPECT_EQ(std::count_if(c.marks.begin(), c.marks.end(),
                                  [&](auto const& m) { return m.threshold == counts.threshold && m.tp == counts.tp && m.fp == counts.fp; }),
                    1);
        }
      EXPECT_EQ(n_found, r.counts.size()) << "the counts of each threshold and group are a point of the group's curve, to the last bit";
    }
}

TEST(curves, calibration_bins_are_those_of_the_ece) {
  std::size_t n_compared = 0;
  for (std::uint32_t kind = 0; kind < 3; ++kind)
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      auto const t = grouped_table(seed, kind == 1 ? 4 : 0, kind == 2);
      auto const r = curves_by_group(t);
      for (auto const& c : r.curves) {
        if (c.calibration.n.size() < 10) continue;  // bins were joined
        double ece = 0, n = 0;
        for (double in_bin : c.calibration.n) n += in_bin;
        for (std::size_t k = 0; k < c.calibration.n.size(); ++k)
          ece += std::abs(c.calibration.n_positive[k] - c.calibration.n[k] * c.calibration.mean_score[k]) / n;
        for (auto const& row : r.rows())
          if (row.partition == c.partition && row.group == c.group && row.metric == "ece") {
            EXPECT_NEAR(ece, row.value.number, 1e-14);
            ++n_compared;
          }
      }
    }
  EXPECT_GT(n_compared, 100u);
}

TEST(round_outward, is_the_decimal_that_people_would_write) {
  using namespace engine;
  EXPECT_EQ(round_down(.12345, digits_of(.12345)), .123);
  EXPECT_EQ(round_up(.12345, digits_of(.12345)), .124);
  EXPECT_EQ(round_down(.25, digits_of(.25)), .25);
  EXPECT_EQ(round_up(.25, digits_of(.25)), .25);
  EXPECT_EQ(round_down(-1234, digits_of(-1234)), -1240);
  EXPECT_EQ(round_up(-1234, digits_of(-1234)), -1230);
  EXPECT_EQ(round_up(.00099951, digits_of(.00099951)), .001);
  EXPECT_EQ(round_up(.999934, digits_of(.999934, .00005)), .999934) << "two digits of the spread";
  EXPECT_EQ(round_up(.9999345, digits_of(.9999345, .00005)), .999935);
  EXPECT_EQ(round_up(.9999345, digits_of(.9999345, 1e-12)), .999935) << "six digits at most";
  dice roll(1);
  for (int i = 0; i < 20'000; ++i) {
    double const x = (roll.uniform() - .5) * std::pow(10, 600 * roll.uniform() - 300);
    double const low = round_down(x, digits_of(x)), high = round_up(x, digits_of(x));
    EXPECT_LE(low, x);
    EXPECT_GE(high, x);
    if (std::abs(x) > 1e-280) {
      EXPECT_LE(high - low, std::abs(x) * .0101);
    }
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
