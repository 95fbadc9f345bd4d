// SPDX-License-Identifier: Apache-2.0
// Counts at the effective sample size: by hand, Kish's size where both classes have the same mean weight, and the variance that they have.
#include "engine/effective_size.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/evaluate.hpp"
#include "clinmetrics/inference/beta_bound.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "support/metrics.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using words = std::array<std::uint64_t, 4>;  // TP, FP, FN, TN

form at(char const* metric, std::span<std::uint64_t const> w, class_weights const& mean) {
  return form_at_effective_size(parse_metric(metric), w, mean);
}

void expect_share(proportion const& p, double successes, double trials) {
  EXPECT_NEAR(p.successes, successes, 1e-12 * trials);
  EXPECT_NEAR(p.trials, trials, 1e-12 * trials);
}

TEST(effective_size, by_hand) {
  words const w{40, 30, 10, 120};
  expect_share(at("sensitivity", w, {5, 2}).share, 8, 10);
  expect_share(at("specificity", w, {5, 2}).share, 60, 75);
  // 40 of 70 predicted positives: 70²/(30·5 + 40·2) = 4900/230
  expect_share(at("ppv", w, {5, 2}).share, 40. / 70 * 4900 / 230, 4900. / 230);
  // 160 correct rows of mean weight (40·5 + 120·2)/160 = 2.75, 40 errors of (10·5 + 30·2)/40 = 2.75
  expect_share(at("accuracy", w, {5, 2}).share, 160 / 2.75, 200 / 2.75);
  // F1 is a function of 40/80: 40 rows of weight 5, 40 of (30·2 + 10·5)/40 = 2.75
  expect_share(at("f1", w, {5, 2}).carried.share, 40. / 80 * 6400 / 310, 6400. / 310);
  auto const lr = at("lr_positive", w, {5, 2}).ratio;
  expect_share(lr.a, 8, 10), expect_share(lr.b, 15, 75);
  auto const both = at("balanced_accuracy", w, {5, 2}).parts;
  expect_share(both.a.share, 8, 10), expect_share(both.b.share, 15, 75);
}

/// Positive rows of weight 1 and negative ones of weight 20: 80 true positives show little about false ones, which count 20 each.
TEST(effective_size, of_an_empty_count_has_the_weight_of_the_rows_that_it_counts) {
  words const no_false_positive{80, 0, 20, 2000};
  expect_share(at("ppv", no_false_positive, {1, 20}).share, 4, 4);
  expect_share(at("sensitivity", words{50, 10, 0, 40}, {5, 2}).share, 10, 10);
  expect_share(at("accuracy", words{50, 0, 0, 40}, {5, 2}).share, 18, 18);  // an error of either class: the greater weight
}

TEST(effective_size, is_that_of_kish_where_both_classes_have_the_same_mean_weight) {
  words const w{400, 300, 100, 1200};
  for (auto const* r : testing::every_metric()) {
    if (r->tally != &confusion::record) continue;
    auto const m = parse_metric(testing::text_with_parameters(*r, true));
    form const whole = m.form_at(w), same = form_at_effective_size(m, w, {1, 1}), fifth = form_at_effective_size(m, w, {5, 5});
    auto const expect_scaled = [&](double of_whole, double of_same, double of_fifth) {
      EXPECT_NEAR(of_same, of_whole, 1e-12 * std::abs(of_whole)) << r->about.name;
      EXPECT_NEAR(of_fifth, of_whole / 5, 1e-12 * std::abs(of_whole)) << r->about.name;
    };
    switch (whole.kind) {
      case form_kind::proportion:
        expect_scaled(whole.share.successes, same.share.successes, fifth.share.successes);
        expect_scaled(whole.share.trials, same.share.trials, fifth.share.trials);
        break;
      case form_kind::carried_proportion:
        expect_scaled(whole.carried.share.trials, same.carried.share.trials, fifth.carried.share.trials);
        break;
      case form_kind::weighted_proportion:
        expect_scaled(whole.weighted.x, same.weighted.x, fifth.weighted.x);
        expect_scaled(whole.weighted.z, same.weighted.z, fifth.weighted.z);
        break;
      case form_kind::cell_statistic:
        for (int k = 0; k < 4; ++k) expect_scaled(whole.cells.counts[k], same.cells.counts[k], fifth.cells.counts[k]);
        break;
      case form_kind::ratio_of_proportions:
        expect_scaled(whole.ratio.b.successes, same.ratio.b.successes, fifth.ratio.b.successes);
        break;
      case form_kind::odds_ratio:
        expect_scaled(whole.odds.a.trials, same.odds.a.trials, fifth.odds.a.trials);
        break;
      case form_kind::composite_of_proportions:
        expect_scaled(whole.parts.a.share.trials, same.parts.a.share.trials, fifth.parts.a.share.trials);
        expect_scaled(whole.parts.b.share.successes, same.parts.b.share.successes, fifth.parts.b.share.successes);
        break;
      default:
        FAIL() << r->about.name << " has a form that this test does not know";
    }
  }
}

/// The variance of a statistic of cells, Σ g²·n, is at the effective counts what it is with the weights: Σ g²·n·W.
TEST(effective_size, gives_the_variance_of_the_weighted_rows) {
  words const w{40, 30, 10, 120};
  double const weight[] = {5, 2, 5, 2};
  for (auto const* metric : {"mcc", "kappa", "fowlkes_mallows"}) {
    auto const whole = parse_metric(metric).form_at(w).cells, scaled = at(metric, w, {5, 2}).cells;
    cell_value const of_whole = whole.at(whole.counts), of_scaled = scaled.at(scaled.counts);
    auto const& g = of_whole.gradient;
    double weighted = 0, variance = 0;
    for (int k = 0; k < 4; ++k) {
      weighted += g[k] * g[k] * whole.counts[k] * weight[k];
      variance += of_scaled.gradient[k] * of_scaled.gradient[k] * scaled.counts[k];
    }
    EXPECT_NEAR(variance, weighted, 1e-12 * weighted) << metric;
  }
}

/// Weights 1 and 20 at random: the two errors happen to have weight 1, and the interval does not rely on it.
TEST(effective_size, bounds_the_default_interval) {
  testing::table t;
  for (int i = 0; i < 60; ++i) {
    bool const event = i < 30, is_wrong = i % 30 < 2;
    t.y.push_back(event), t.score.push_back(event != is_wrong ? .9 : .1), t.weight.push_back(i % 2 || is_wrong ? 1 : 20);
  }
  auto const rows = testing::make(t);
  evaluate_options options{.metrics = {"sensitivity"}, .threshold = {.5}};
  auto const row = evaluate(rows, options).rows()[0];
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < 30; ++i) {
    auto const w = static_cast<double>(t.weight[i]);
    sum += w, squares += w * w;
  }
  double const n = sum * sum / squares;
  auto const by_rows = wilson({row.value.number * n, n}, .95);
  EXPECT_EQ(name_of(row.interval.how), "effective_t");
  EXPECT_NEAR(row.interval.lower, by_rows.lower, 1e-12);
  EXPECT_EQ(name_of(row.published.how), "transform_t");
  EXPECT_LT(row.interval.lower, row.published.lower - .02);
  EXPECT_TRUE(row.flags & static_cast<unsigned>(flag::methods_differ));
  options.ci = "published";
  auto const published = evaluate(rows, options).rows()[0].interval;
  EXPECT_EQ(name_of(published.how), "transform_t");
  EXPECT_EQ(published.lower, row.published.lower);
}

/// The scaled Brier score: the mean remains, and the share of events has 40 events of mean weight 5 and 160 others of 2.
TEST(effective_size, of_a_mean_and_the_share_of_events) {
  std::array<std::uint64_t, 6> const w{160, 40, std::uint64_t{30} << point_bits, 0, 0, point_bits};  // of sums_of<squared_error>
  auto const parts = at("scaled_brier", w, {5, 2}).parts;
  EXPECT_EQ(parts.a.mean.value, .15);
  expect_share(parts.b.share, 40. / 200 * 40000 / 880, 40000. / 880);  // 200²/(160·5 + 40·2)
}

/// Its interval contains MOVER's of the Brier score and p(1 − p) of as many rows of equal weight, with the correlation of the two.
TEST(effective_size, bounds_the_default_interval_of_the_scaled_brier_score) {
  testing::table t;
  for (int i = 0; i < 60; ++i) {
    bool const event = i % 5 == 0;
    t.y.push_back(event), t.score.push_back((event ? .5 : .1) + .005 * (i % 7)), t.weight.push_back(i % 2 || event ? 1 : 20);
  }
  auto const value_of = [](testing::table const& of, char const* metric) {
    return evaluate(testing::make(of), {.metrics = {metric}, .ci = "none"}).rows()[0].value.number;
  };
  double const brier = value_of(t, "brier"), p = value_of(t, "prevalence");
  struct sums {
    double w = 0, ww = 0;
  } of_class[2];
  double spread = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  std::vector<std::array<double, 2>> without;
  for (std::size_t i = 0; i < 60; ++i) {
    auto const w = static_cast<double>(t.weight[i]);
    double const loss = (t.score[i] - t.y[i]) * (t.score[i] - t.y[i]);
    of_class[t.y[i]].w += w, of_class[t.y[i]].ww += w * w, spread += w * (loss - brier) * (loss - brier);
    auto const rest = testing::rows_where(t, [i](std::size_t row) { return row != i; });
    double const share = value_of(rest, "prevalence");
    without.push_back({value_of(rest, "brier"), share * (1 - share)});
    x += without.back()[0] / 60, y += without.back()[1] / 60;
  }
  for (auto const& [a, b] : without) xx += (a - x) * (a - x), yy += (b - y) * (b - y), xy += (a - x) * (b - y);
  auto const& [negative, positive] = of_class;
  double const all = negative.w + positive.w, n = all * all / (negative.ww + positive.ww);
  double const trials = all * all / (negative.w * positive.ww / positive.w + positive.w * negative.ww / negative.w);
  auto const a = beta_bound(mean_summary{n, brier, spread / all}, .5, .95), share = wilson({p * trials, trials}, .95);
  auto const variance = [](double of) { return of * (1 - of); };
  auto const ratio = mover({brier, a.lower, a.upper}, {variance(p), variance(share.lower), variance(share.upper)},
                           {.h = scale::log, .r = xy / std::sqrt(xx * yy)});

  auto const row = evaluate(testing::make(t), {.metrics = {"scaled_brier"}}).rows()[0];
  EXPECT_EQ(name_of(row.interval.how), "effective_t");
  double const step =
      (row.published.upper - row.value.number) * t_quantile_two_sided(confidence(.95), n - 1) / t_quantile_two_sided(confidence(.95), 59);
  EXPECT_NEAR(row.interval.lower, std::min(1 - ratio.upper, row.value.number - step), 1e-9);
  EXPECT_NEAR(row.interval.upper, std::max(1 - ratio.lower, row.value.number + step), 1e-9);
  EXPECT_LT(1 - ratio.upper, row.value.number - step - .02);
}

/// Without an observed event, the ratio of events has Wilson's limit at Kish's size of the rows.
TEST(effective_size, of_a_ratio_without_an_event) {
  testing::table t;
  double sum = 0, squares = 0;
  for (int i = 0; i < 60; ++i) {
    std::uint64_t const weight = i % 3 == 0 ? 20 : 1;
    t.y.push_back(0), t.score.push_back(.2), t.weight.push_back(weight);
    sum += static_cast<double>(weight), squares += static_cast<double>(weight * weight);
  }
  auto const row = evaluate(testing::make(t), {.metrics = {"observed_expected_ratio"}}).rows()[0];
  EXPECT_EQ(row.value.number, 0);
  EXPECT_EQ(row.interval.lower, 0);
  EXPECT_NEAR(row.interval.upper, wilson({0, sum * sum / squares}, .95).upper / .2, 1e-7);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
