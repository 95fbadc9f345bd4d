// SPDX-License-Identifier: Apache-2.0
// The smooth calibration curves of a result: their points, their limits, and where there are none.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/fit/loess.hpp"
#include "support/dice.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::make;
using testing::table;

std::vector<smooth_line> lines_of(table const& t) {
  auto const r = evaluate(make(t), {.metrics = {"brier"}, .ci = "none", .curves = curve_steps::steps});
  return r.curves.at(0).smooth;
}

/// Logits around −1, and the outcome with slope .7.
table risks(std::size_t n, std::uint64_t seed) {
  testing::dice roll(seed);
  table t;
  for (std::size_t i = 0; i < n; ++i) {
    double const x = 3 * (roll.uniform() + roll.uniform() + roll.uniform() - 1.5) - 1;
    t.score.push_back(1 / (1 + std::exp(-x))), t.y.push_back(roll.uniform() < 1 / (1 + std::exp(-.7 * x)));
  }
  return t;
}

TEST(smooth_lines, have_at_most_101_points_within_the_scores) {
  auto const t = risks(500, 1);
  auto sorted = t.score;
  std::sort(sorted.begin(), sorted.end());
  auto const lines = lines_of(t);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].method, "rcs");
  EXPECT_EQ(lines[1].method, "loess");
  for (auto const& line : lines) {
    EXPECT_LE(line.score.size(), 101u);
    EXPECT_GE(line.score.size(), 90u);
    EXPECT_TRUE(std::is_sorted(line.score.begin(), line.score.end()));
    EXPECT_GT(line.score.front(), sorted[4]);
    EXPECT_LT(line.score.back(), sorted[495]);
    for (auto const* list : {&line.observed, &line.lower, &line.upper}) ASSERT_EQ(list->size(), line.score.size());
    for (std::size_t i = 0; i < line.score.size(); ++i) {
      EXPECT_LE(0, line.lower[i]);
      EXPECT_LE(line.lower[i], line.observed[i]);
      EXPECT_LE(line.observed[i], line.upper[i]);
      EXPECT_LE(line.upper[i], 1);
    }
  }
}

TEST(smooth_lines, show_no_score_of_a_row) {
  auto const t = risks(60, 2);
  std::set<double> const scores(t.score.begin(), t.score.end());
  for (auto const& line : lines_of(t))
    for (double x : line.score) EXPECT_FALSE(scores.contains(x));
}

TEST(smooth_lines, by_loess_are_fitted_at_each_point) {
  auto t = risks(200, 3);
  std::vector<std::pair<double, double>> rows;
  for (std::size_t i = 0; i < t.size(); ++i) rows.emplace_back(t.score[i], t.y[i]);
  std::sort(rows.begin(), rows.end());
  std::vector<double> x, y, ones(rows.size(), 1);
  for (auto [a, b] : rows) x.push_back(a), y.push_back(b);
  auto const line = lines_of(t).at(1);
  auto const direct = loess({x, y, ones}, line.score);
  for (std::size_t i = 0; i < direct.size(); ++i) EXPECT_NEAR(line.observed[i], std::clamp(direct[i], 0., 1.), 1e-12);
}

TEST(smooth_lines, of_joined_risks_are_close_to_those_of_all) {
  auto t = risks(20000, 4);
  std::vector<std::pair<double, double>> rows;
  for (std::size_t i = 0; i < t.size(); ++i) rows.emplace_back(t.score[i], t.y[i]);
  std::sort(rows.begin(), rows.end());
  std::vector<double> x, y, ones(rows.size(), 1);
  for (auto [a, b] : rows) x.push_back(a), y.push_back(b);
  auto const line = lines_of(t).at(1);
  auto const direct = loess({x, y, ones}, line.score);
  for (std::size_t i = 0; i < direct.size(); ++i) EXPECT_NEAR(line.observed[i], direct[i], 5e-5);
}

/// With one row a unit the two kinds of limits have the same aim.
TEST(smooth_lines, have_limits_from_units) {
  auto t = risks(4000, 5);
  auto const plain = lines_of(t).at(0);
  for (std::size_t i = 0; i < t.size(); ++i) t.real_weight.push_back(i == 0 ? 1.001 : 1);
  auto const robust = lines_of(t);
  for (std::size_t i = 0; i < plain.score.size(); ++i) {
    EXPECT_NEAR(plain.observed[i], robust[0].observed[i], 1e-4);
    EXPECT_NEAR(robust[0].upper[i] - robust[0].lower[i], plain.upper[i] - plain.lower[i], .15 * (plain.upper[i] - plain.lower[i]) + 1e-4);
  }
  EXPECT_TRUE(std::isnan(robust.at(1).lower[0]));
  auto twice = risks(1000, 6);  // each row three times: with units of three rows the limits are those of single rows
  auto const single = lines_of(twice).at(0);
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < twice.size(); ++i) which.insert(which.end(), 3, i);
  auto thrice = rows_at(twice, which);
  auto const too_narrow = lines_of(thrice).at(0);
  for (std::size_t i = 0; i < which.size(); ++i) thrice.unit.push_back(static_cast<std::int64_t>(which[i]));
  auto const of_units = lines_of(thrice).at(0);
  double wide = 0, narrow = 0, first = 0;
  for (std::size_t i = 0; i < of_units.score.size(); ++i) wide += of_units.upper[i] - of_units.lower[i];
  for (std::size_t i = 0; i < too_narrow.score.size(); ++i) narrow += too_narrow.upper[i] - too_narrow.lower[i];
  for (std::size_t i = 0; i < single.score.size(); ++i) first += single.upper[i] - single.lower[i];
  EXPECT_NEAR(wide / first, 1, .15);
  EXPECT_NEAR(narrow / first, 1 / std::sqrt(3.), .1);
}

TEST(smooth_lines, are_left_out_where_there_are_none) {
  auto few = risks(60, 7);
  int n_positive = 0;
  for (auto& y : few.y) n_positive += y, y = y && n_positive <= 4;
  EXPECT_TRUE(lines_of(few).empty());
  auto certain = risks(60, 8);
  certain.score[3] = 0;
  ASSERT_EQ(lines_of(certain).size(), 1u);
  EXPECT_EQ(lines_of(certain)[0].method, "loess");
  table apart, same;
  for (int i = 1; i < 30; ++i)
    apart.score.push_back(i / 30.), apart.y.push_back(i > 15), same.score.push_back(.3), same.y.push_back(i > 15);
  ASSERT_EQ(lines_of(apart).size(), 1u);
  EXPECT_EQ(lines_of(apart)[0].method, "loess");
  EXPECT_TRUE(lines_of(same).empty());
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
