// SPDX-License-Identifier: Apache-2.0
// The curves of groups are those of their rows alone, and agree with the metrics of the same groups.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/curve_tables.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;
using testing::drawn_area;
using testing::drawn_precision;
using testing::make;
using testing::random_table;
using testing::table;
using testing::weight_of;

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

TEST(curves_of_groups, of_a_group_are_those_of_its_rows_alone) {
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

TEST(curves_of_groups, are_in_the_order_of_the_rows_and_leave_out_hidden_groups) {
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

TEST(curves_of_groups, of_groups_hold_steps_bins_and_bars_of_at_least_five_of_their_rows_and_add_up) {
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

TEST(curves_of_groups, of_groups_have_the_areas_of_their_metrics) {
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

TEST(curves_of_groups, have_the_sums_of_the_metrics_at_every_threshold_and_in_every_group) {
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

TEST(curves_of_groups, calibration_bins_are_those_of_the_ece) {
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

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
