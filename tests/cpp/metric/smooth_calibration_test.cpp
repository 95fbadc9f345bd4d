// SPDX-License-Identifier: Apache-2.0
// Distances of smooth calibration curves, parts of the Brier score and errors over bins: by hand, by laws, and where they are undefined.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/fit/isotonic.hpp"
#include "clinmetrics/fit/spline_calibration.hpp"
#include "clinmetrics/metric/all.hpp"
#include "support/dice.hpp"
#include "support/tallies.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::make;
using testing::random_table;
using testing::table;

std::map<std::string, value> values_of(table const& t, std::vector<std::string> const& metrics) {
  std::map<std::string, value> found;
  auto const r = evaluate(make(t), {.metrics = metrics, .ci = "none"});
  for (std::size_t i = 0; i < metrics.size(); ++i) found[metrics[i]] = r.rows()[i].value;
  return found;
}

std::vector<std::string> const spline_distances{"ici", "e50", "e90", "emax"};
std::vector<std::string> const loess_distances{"ici(smoother=loess)", "e50(smoother=loess)", "e90(smoother=loess)", "emax(smoother=loess)"};

TEST(curve_distance, grows_from_the_median_to_the_maximum) {
  for (auto const& names : {spline_distances, loess_distances})
    for (std::uint64_t seed = 1; seed < 6; ++seed) {
      auto t = random_table({.n = 300, .score_levels = seed < 3 ? 11u : 0u}, seed);
      for (double& x : t.score) x = .02 + .96 * x;  // without 0 and 1
      auto v = values_of(t, names);
      EXPECT_LE(v[names[1]].number, v[names[2]].number);
      EXPECT_LE(v[names[2]].number, v[names[3]].number);
      EXPECT_LE(v[names[0]].number, v[names[3]].number);
      EXPECT_GT(v[names[0]].number, 0);
    }
}

TEST(curve_distance, is_0_where_every_risk_is_the_observed_share) {
  table t;
  for (int k = 1; k < 10; ++k)
    for (int i = 0; i < 10; ++i) t.score.push_back(k / 10.), t.y.push_back(i < k);
  for (auto const& [name, v] : values_of(t, spline_distances)) EXPECT_NEAR(v.number, 0, 1e-9) << name;
  for (auto const& [name, v] : values_of(t, loess_distances)) EXPECT_NEAR(v.number, 0, 1e-9) << name;
}

TEST(curve_distance, of_whole_weights_is_that_of_repeated_rows) {
  auto t = random_table({.n = 120, .score_levels = 0, .weights_below = 5}, 4);
  std::vector<std::size_t> which;
  for (std::size_t i = 0; i < t.size(); ++i) which.insert(which.end(), t.weight[i], i);
  auto repeated = rows_at(t, which);
  repeated.weight.clear();
  for (auto const& names : {spline_distances, loess_distances}) {
    auto const a = values_of(t, names), b = values_of(repeated, names);
    for (auto const& [name, v] : a) EXPECT_NEAR(v.number, b.at(name).number, 1e-9) << name;
  }
}

TEST(curve_distance, does_not_depend_on_the_order_of_rows) {
  auto const t = random_table({.n = 3000, .score_levels = 0}, 6);
  for (auto const& names : {spline_distances, loess_distances}) {
    auto const a = values_of(t, names), b = values_of(shuffled(t, 3), names);
    for (auto const& [name, v] : a) EXPECT_EQ(v.number, b.at(name).number) << name;
  }
}

/// More than 2,000 distinct risks are joined; here the curve is fitted to all of them.
TEST(curve_distance, of_joined_risks_is_close_to_that_of_all) {
  testing::dice roll(12);
  std::vector<std::pair<double, double>> rows;
  for (int i = 0; i < 20000; ++i) {
    double const x = 6 * roll.uniform() - 5 + (i % 7 == 0 ? 4 * roll.uniform() : 0), p = 1 / (1 + std::exp(-x));
    rows.emplace_back(p, roll.uniform() < 1 / (1 + std::exp(-.3 - .7 * x)) ? 1 : 0);
  }
  std::sort(rows.begin(), rows.end());
  std::vector<double> risk, events, ones(rows.size(), 1), apart;
  table t;
  for (auto [p, y] : rows) risk.push_back(p), events.push_back(y), t.score.push_back(p), t.y.push_back(y > 0);
  spline_calibration const curve({risk, events, ones}, 5);
  double sum = 0;
  for (std::size_t i = 0; i < risk.size(); ++i) apart.push_back(std::abs(curve.observed()[i] - risk[i])), sum += apart.back();
  std::sort(apart.begin(), apart.end());
  auto v = values_of(t, spline_distances);
  EXPECT_NEAR(v["ici"].number, sum / 20000, 1e-5);
  EXPECT_NEAR(v["e50"].number, weighted_quantile(apart, ones, .5), 1e-4);
  EXPECT_NEAR(v["e90"].number, weighted_quantile(apart, ones, .9), 1e-4);
  EXPECT_NEAR(v["emax"].number, apart.back(), 1e-5);
}

TEST(curve_distance, is_undefined_with_the_reason) {
  table few{.score = {.1, .2, .3, .4, .5, .6, .7, .8, .9, .15, .25, .35}, .y = {0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0}};
  EXPECT_EQ(values_of(few, {"ici"})["ici"].why, status::too_few);
  table apart;
  for (int i = 1; i < 20; ++i) apart.score.push_back(i / 20.), apart.y.push_back(i > 9);
  EXPECT_EQ(values_of(apart, {"ici"})["ici"].why, status::separated);
  EXPECT_EQ(values_of(apart, {"ici(smoother=loess)"})["ici(smoother=loess)"].why, status::ok);
  auto certain = random_table({.n = 100, .score_levels = 5}, 3);
  certain.score[0] = 0;
  EXPECT_EQ(values_of(certain, {"ici"})["ici"].why, status::infinite_logit);
  EXPECT_EQ(values_of(certain, {"ici(smoother=loess)"})["ici(smoother=loess)"].why, status::ok);
}

TEST(curve_distance, has_an_interval_that_starts_at_0_for_calibrated_risks) {
  testing::dice roll(2);
  table t;
  for (int i = 0; i < 400; ++i) t.score.push_back(.02 + .96 * roll.uniform()), t.y.push_back(roll.uniform() < t.score.back());
  auto const r = evaluate(make(t), {.metrics = {"ici", "emax"}, .n_resamples = 500});
  for (auto const& row : r.rows()) {
    EXPECT_EQ(row.interval.why, interval_status::ok);
    EXPECT_EQ(row.interval.lower, 0);
    EXPECT_GT(row.interval.upper, row.value.number);
    EXPECT_LT(row.interval.upper, 1);
  }
}

TEST(curve_distance, in_groups_is_that_of_their_rows) {
  auto const t = random_table({.n = 400, .score_levels = 0, .n_levels = 2}, 9);
  auto const r = evaluate(make(t), {.metrics = {"ici"}, .ci = "none"});
  for (auto const& row : r.rows()) {
    if (row.partition == 0) continue;
    auto const& key = r.partitions[1].groups[row.group][0];
    auto const level = key ? static_cast<std::int32_t>(key->back() - '0') : -1;
    auto alone = rows_where(t, [&](std::size_t i) { return t.group[i] == level; });
    EXPECT_NEAR(row.value.number, values_of(alone, {"ici"})["ici"].number, 1e-12);
  }
}

TEST(brier_parts, add_up_to_the_brier_score) {
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    auto const t =
        random_table({.n = 200, .score_levels = seed < 3 ? 7u : 0u, .weights_below = seed == 4 ? 4u : 0u, .real_weights = seed == 5}, seed);
    auto v = values_of(t, {"brier", "brier_miscalibration", "brier_discrimination", "brier_uncertainty", "brier_reliability",
                           "brier_resolution", "brier_within_bins"});
    double const brier = v["brier"].number, uncertainty = v["brier_uncertainty"].number;
    EXPECT_NEAR(brier, v["brier_miscalibration"].number - v["brier_discrimination"].number + uncertainty, 1e-14);
    EXPECT_NEAR(brier, v["brier_reliability"].number - v["brier_resolution"].number + uncertainty + v["brier_within_bins"].number, 1e-14);
    EXPECT_GE(v["brier_miscalibration"].number, 0);
    EXPECT_GE(v["brier_discrimination"].number, 0);
  }
}

TEST(brier_parts, by_hand) {  // bins (0, .5] and (.5, 1]: .1, .4 with shares 0 and 1; .8 with 1, .6 with 0
  auto v = values_of({.score = {.1, .4, .8, .6}, .y = {0, 1, 1, 0}},
                     {"brier_reliability(bins=2)", "brier_resolution(bins=2)", "brier_uncertainty", "brier_within_bins(bins=2)",
                      "mce(bins=2)", "ece_debiased(bins=2)", "brier_miscalibration", "brier_discrimination"});
  EXPECT_NEAR(v["brier_reliability(bins=2)"].number, (.25 * .25 + .2 * .2) / 2, 1e-15);
  EXPECT_EQ(v["brier_resolution(bins=2)"].number, 0);
  EXPECT_EQ(v["brier_uncertainty"].number, .25);
  EXPECT_NEAR(v["brier_within_bins(bins=2)"].number, (.01 + .36 + .04 + .36) / 4 - .05125 - .25, 1e-15);
  EXPECT_NEAR(v["mce(bins=2)"].number, .25, 1e-15);
  EXPECT_EQ(v["ece_debiased(bins=2)"].number, 0);  // .0625 and .04 less .25/(2 − 1)
  // isotonic: .1 → 0; .4, .6 → ½; .8 → 1
  EXPECT_NEAR(v["brier_miscalibration"].number, .1925 - .125, 1e-15);
  EXPECT_NEAR(v["brier_discrimination"].number, .25 - .125, 1e-15);
}

TEST(brier_parts, of_recalibrated_risks_have_no_miscalibration) {
  auto t = random_table({.n = 200, .score_levels = 0}, 3);
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t i = 0; i < t.size(); ++i) order.emplace_back(t.score[i], i);
  std::sort(order.begin(), order.end());
  std::vector<double> events, ones(t.size(), 1);
  for (auto [score, i] : order) events.push_back(t.y[i]);
  auto const means = isotonic_means(events, ones);
  double const before = values_of(t, {"brier_discrimination"})["brier_discrimination"].number;
  for (std::size_t k = 0; k < means.size(); ++k) t.score[order[k].second] = means[k];
  auto v = values_of(t, {"brier_miscalibration", "brier_discrimination", "brier_reliability(bins=1000)"});
  EXPECT_NEAR(v["brier_miscalibration"].number, 0, 1e-15);
  EXPECT_NEAR(v["brier_discrimination"].number, before, 1e-15);
  EXPECT_NEAR(v["brier_reliability(bins=1000)"].number, 0, 1e-15);
}

TEST(brier_parts, of_isotonic_regression_have_no_interval) {
  auto const r =
      evaluate(make(random_table({.n = 200, .score_levels = 0}, 3)), {.metrics = {"brier_miscalibration", "brier_discrimination"}});
  for (auto const& row : r.rows()) EXPECT_EQ(row.interval.why, interval_status::not_applicable);
}

/// n/(n − 1) of the variance of a share; with weights, n is (Σw)²/Σw².
TEST(debiased_error, takes_the_effective_number_of_rows) {
  auto const of = [](std::vector<std::uint64_t> const& weight, std::vector<double> const& real = {}) {
    testing::table const t{.score = {.1, .2, .3, .4}, .y = {1, 1, 1, 0}, .weight = weight, .real_weight = real};
    return values_of(t, {"ece_debiased(bins=1)"})["ece_debiased(bins=1)"].number;
  };
  auto const expected = [](double share, double risk, double n) {
    return std::sqrt((share - risk) * (share - risk) - share * (1 - share) / (n - 1));
  };
  EXPECT_NEAR(of({}), expected(.75, .25, 4), 1e-15);
  EXPECT_NEAR(of({3, 3, 3, 3}), expected(.75, .25, 4), 1e-15);
  EXPECT_NEAR(of({1, 2, 3, 1}), expected(6. / 7, 1.8 / 7, 49. / 15), 1e-15);
  EXPECT_NEAR(of({1'000'000, 2'000'000, 3'000'000, 1'000'000}), expected(6. / 7, 1.8 / 7, 49. / 15), 1e-14);
  EXPECT_NEAR(of({}, {.1, .2, .3, .1}), expected(6. / 7, 1.8 / 7, 49. / 15), 1e-9);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
