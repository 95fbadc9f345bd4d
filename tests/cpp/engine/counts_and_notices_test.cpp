// SPDX-License-Identifier: Apache-2.0
// Confusion matrices, numerators and denominators against a plain count; the notices about metrics that were left out; the contents of a
// small group.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "clinmetrics/engine/evaluate.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::random_table;
using testing::table;

double weight_of(table const& t, std::size_t row) {
  return !t.real_weight.empty() ? t.real_weight[row] : !t.weight.empty() ? static_cast<double>(t.weight[row]) : 1;
}

/// tp, fp, fn, tn of the rows of a group (-2: all rows) that `decide` says are positive.
template <class Decide>
std::array<double, 4> counted(table const& t, int group, Decide const& decide) {
  std::array<double, 4> cells{};
  for (std::size_t i = 0; i < t.size(); ++i)
    if (group == -2 || t.group[i] == group) cells[(t.y[i] ? (decide(i) ? 0 : 2) : (decide(i) ? 1 : 3))] += weight_of(t, i);
  return cells;
}

TEST(counts, are_those_of_a_plain_count) {
  for (auto const& s :
       {testing::shape{.n = 300, .n_levels = 3, .hard = true}, testing::shape{.n = 300, .weights_below = 4, .n_levels = 3, .hard = true},
        testing::shape{.n = 300, .real_weights = true, .n_levels = 3, .hard = true}}) {
    auto const t = random_table(s, 31);
    auto const r = evaluate(testing::make(t), {.metrics = {"prevalence"}, .threshold = {.2, .6}, .groups = {{"group"}}, .ci = "none"});
    EXPECT_EQ(r.counts.size(), 3u * (1 + 4)) << "two thresholds and hard labels, over all rows, three levels and missing";
    for (auto const& c : r.counts) {
      int const group = c.partition == 0 ? -2 : c.group == 3 ? -1 : static_cast<int>(c.group);
      auto const cells = c.threshold ? counted(t, group, [&](std::size_t i) { return t.score[i] >= *c.threshold; })
                                     : counted(t, group, [&](std::size_t i) { return t.predicted[i] != 0; });
      EXPECT_EQ(c.model, c.threshold ? 0u : 1u);
      double const given[] = {c.tp, c.fp, c.fn, c.tn};
      for (int k = 0; k < 4; ++k) EXPECT_NEAR(given[k], cells[static_cast<std::size_t>(k)], 1e-9);
    }
  }
}

TEST(counts, of_proportions_stand_in_their_rows) {
  auto const t = random_table({.n = 300, .real_weights = true}, 32);
  auto const r =
      evaluate(testing::make(t), {.metrics = {"sensitivity", "ppv", "npv", "accuracy", "auroc", "f1"}, .threshold = {.4}, .ci = "none"});
  auto const c = counted(t, -2, [&](std::size_t i) { return t.score[i] >= .4; });
  double const tp = c[0], fp = c[1], fn = c[2], tn = c[3];
  std::map<std::string, std::pair<double, double>> const expected{
      {"sensitivity", {tp, tp + fn}}, {"ppv", {tp, tp + fp}}, {"npv", {tn, tn + fn}}, {"accuracy", {tp + tn, tp + fp + fn + tn}}};
  for (auto const& row : r.rows()) {
    auto const at = expected.find(row.metric);
    if (at == expected.end()) {
      EXPECT_TRUE(std::isnan(row.numerator) && std::isnan(row.denominator)) << row.metric;
      continue;
    }
    EXPECT_NEAR(row.numerator, at->second.first, 1e-9) << row.metric;
    EXPECT_NEAR(row.denominator, at->second.second, 1e-9) << row.metric;
    EXPECT_NEAR(row.numerator / row.denominator, row.value.number, 1e-12) << row.metric;
  }
}

TEST(counts, of_groups_below_the_minimum_size_are_hidden) {
  auto t = random_table({.n = 60, .n_levels = 2}, 33);
  for (std::size_t i = 0; i < t.size(); ++i) t.group[i] = i < 9 ? 0 : 1;
  auto const r = evaluate(testing::make(t), {.metrics = {"sensitivity", "brier"}, .threshold = {.4}, .groups = {{"group"}}});
  for (auto const& c : r.counts) EXPECT_FALSE(c.partition == 1 && c.group == 0);
  int n_hidden = 0;
  for (auto const& row : r.rows()) {
    EXPECT_EQ(row.is_hidden, row.partition == 1 && row.group == 0);
    if (!row.is_hidden) continue;
    ++n_hidden;
    EXPECT_EQ(row.size.n, 9u);
    EXPECT_EQ(row.size.n_positive + row.size.n_negative + row.size.n_units, 0u);
    EXPECT_EQ(row.size.weight_sum + row.size.n_eff, 0);
    EXPECT_TRUE(std::isnan(row.value.number) && std::isnan(row.numerator) && std::isnan(row.denominator));
  }
  EXPECT_EQ(n_hidden, 2);
}

cohort two_models(std::vector<double> const& other) {
  auto const t = random_table({.n = other.size(), .score_levels = 0}, 34);
  return make_cohort({.y_true = owned_column(t.y), .y_score = {{"a", owned_column(t.score)}, {"b", owned_column(other)}}});
}

TEST(thresholds, may_differ_by_model_and_count_once) {
  auto const rows = two_models(random_table({.n = 50, .score_levels = 0}, 35).score);
  auto const r = evaluate(rows, {.metrics = {"sensitivity"}, .threshold_of = {{"a", {.2, .2}}, {"b", {.5, .3, .5}}}, .ci = "none"});
  std::vector<std::pair<std::uint32_t, double>> places;
  for (auto const& row : r.rows()) places.emplace_back(row.model, std::get<double>(row.parameters[0].second));
  EXPECT_THAT(places, ElementsAre(std::pair(0u, .2), std::pair(1u, .5), std::pair(1u, .3)));
  auto const error_of = [&](evaluate_options const& o) -> std::string {
    try {
      evaluate(rows, o);
    } catch (input_error const& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_THAT(error_of({.metrics = {"ppv"}, .threshold_of = {{"c", {.2}}}}), HasSubstr("`threshold` names the model 'c'"));
  EXPECT_THAT(error_of({.metrics = {"ppv"}, .threshold_of = {{"a", {.2}}}}), HasSubstr("`threshold` is missing")) << "b has none";
  EXPECT_THAT(error_of({.metrics = {"ppv"}, .threshold = {std::nan("")}}), HasSubstr("`threshold` must be a finite number"));
}

TEST(thresholds, keep_every_bit) {
  auto const rows = two_models(random_table({.n = 50, .score_levels = 0}, 35).score);
  for (double t : {1e-310, 5e-324, .1 + .2, -0.0, 1e300})
    for (auto const& row : evaluate(rows, {.metrics = {"sensitivity"}, .threshold = {t}, .ci = "none"}).rows())
      EXPECT_EQ(std::bit_cast<std::uint64_t>(std::get<double>(row.parameters[0].second)), std::bit_cast<std::uint64_t>(t));
}

TEST(notices, say_which_metrics_were_left_out_and_why) {
  std::vector<double> percent = random_table({.n = 50, .score_levels = 0}, 35).score;
  percent[17] = 1 + 0x1p-52, percent[20] = -.25;
  auto const rows = two_models(percent);
  auto const r = evaluate(rows, {.threshold = {.3}, .ci = "none"});
  ASSERT_EQ(r.notices.size(), 1u);
  auto const& n = r.notices[0];
  EXPECT_EQ(n.code, "metrics_left_out");
  EXPECT_EQ(n.model, "b");
  EXPECT_THAT(n.metrics, ElementsAre("brier", "scaled_brier", "observed_expected_ratio", "mean_calibration_difference", "calibration_slope",
                                     "calibration_intercept", "net_benefit"));
  EXPECT_EQ(n.count, 2u);
  EXPECT_EQ(n.first_row, 17u);
  EXPECT_THAT(n.text, HasSubstr("2 scores are outside [0, 1] (first at row 17)"));
  EXPECT_TRUE(evaluate(rows, {.metrics = {"auroc"}, .ci = "none"}).notices.empty()) << "nothing that was asked for is missing";
  auto const without = evaluate(rows, {.ci = "none"}).notices;  // no threshold
  ASSERT_EQ(without.size(), 3u);
  EXPECT_THAT(without[0].text, HasSubstr("They need a threshold, and none was given."));
  EXPECT_FALSE(without[0].first_row.has_value());
}

TEST(notices, count_rows_that_were_dropped) {
  auto const t = random_table({.n = 40, .score_levels = 0}, 36);
  auto score = t.score;
  score[5] = score[9] = std::nan("");
  auto const rows = make_cohort({.y_true = owned_column(t.y), .y_score = {{"a", owned_column(score)}}, .on_nan = nan_policy::drop});
  auto const r = evaluate(rows, {.metrics = {"auroc"}, .ci = "none"});
  ASSERT_EQ(r.notices.size(), 1u);
  EXPECT_EQ(r.notices[0].code, "rows_dropped");
  EXPECT_EQ(r.notices[0].count, 2u);
  EXPECT_EQ(r.notices[0].first_row, 5u);
}

TEST(notices, spell_out_what_a_name_would_do_to_a_terminal) {
  auto const t = random_table({.n = 40, .score_levels = 0}, 36);
  auto score = t.score;
  score[3] = 2;
  auto const rows = make_cohort({.y_true = owned_column(t.y), .y_score = {{"a\x1b[31m", owned_column(score)}}});
  EXPECT_THAT(evaluate(rows, {.threshold = {.5}, .ci = "none"}).notices[0].text, HasSubstr("'a\\x1b[31m'"));
  EXPECT_THROW(evaluate(rows, {.metrics = {"brier"}}), input_error);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
