// SPDX-License-Identifier: Apache-2.0
// The calibration fit: replicates are fits of repeated rows, groups those of their rows, whatever the order of the rows; one step from the
// fit agrees with fits of the remaining rows.
#include "clinmetrics/pass/calibration_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/metric/calibration/calibration_intercept.hpp"
#include "clinmetrics/metric/calibration/calibration_slope.hpp"
#include "engine/plan.hpp"
#include "engine/unit_index.hpp"
#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"
#include "support/tallies.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using pass = calibration_fit_pass;
using testing::table;

/// Rows with risks that are too extreme; in units of `rows_per_unit` rows that share a part of their logit.
table made(std::size_t n, std::uint64_t seed, std::size_t rows_per_unit = 1, int n_levels = 0) {
  testing::dice roll(seed);
  table t;
  t.n_levels = n_levels;
  double shared = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i % rows_per_unit == 0) shared = 2 * roll.uniform() - 1;
    double const logit = 4 * roll.uniform() - 3 + shared;
    t.score.push_back(std::round(1e3 / (1 + std::exp(-1.5 * logit))) / 1e3 * .998 + .001);
    t.y.push_back(roll.uniform() < 1 / (1 + std::exp(-logit - shared)));
    if (rows_per_unit > 1) t.unit.push_back(static_cast<std::int64_t>(i / rows_per_unit));
    if (n_levels > 0) t.group.push_back(static_cast<std::int32_t>(roll.below(static_cast<std::uint32_t>(n_levels))));
  }
  return t;
}

double logit_of(double risk) { return std::log(risk / (1 - risk)); }

struct fitted {
  cohort rows;
  ranked_order order;
  partition groups;
  unset_vector<double> logit;
  pass fit;
  explicit fitted(table const& t)
      : rows(testing::make(t)),
        order(rank(rows.models[0].score)),
        groups(testing::partition_of(rows)),
        logit(engine::logits_of(rows.models[0].score)),
        fit(make_calibration_fit(rows, groups, rows.events().data(), order, logit.data())) {}
};

double number(std::vector<std::uint64_t> const& words, std::size_t slot) { return std::bit_cast<double>(words[slot]); }

TEST(calibration_fit, neither_the_order_of_rows_nor_joining_them_changes_a_bit) {
  auto const t = made(300, 1);
  fitted const a(t), b(testing::shuffled(t, 5));
  auto const words = testing::words_of(testing::point(a.fit), 0, 0);
  EXPECT_EQ(words, testing::words_of(testing::point(b.fit), 0, 0));
  auto weighted = t;
  for (std::size_t i = 0; i < t.size(); ++i) weighted.weight.push_back(i % 3);
  std::vector<std::size_t> repeated;
  for (std::size_t i = 0; i < t.size(); ++i) repeated.insert(repeated.end(), i % 3, i);
  fitted const c(weighted), d(testing::rows_at(t, repeated));
  auto of_weights = testing::words_of(testing::point(c.fit), 0, 0), of_rows = testing::words_of(testing::point(d.fit), 0, 0);
  of_weights[pass::mean_weight] = of_rows[pass::mean_weight] = 0;  // of the standard error alone
  EXPECT_EQ(of_weights, of_rows);
}

TEST(calibration_fit, replicates_are_fits_of_repeated_rows_and_groups_of_their_rows) {
  auto const t = made(120, 2, 3, 2);
  fitted const all(t);
  resampler const weights(resampling::multinomial, 4, 0, all.rows.stratum_begin);
  auto const replicates = testing::replicates(all.fit, weights, 20);
  for (std::uint32_t r = 0; r < 20; ++r) {
    auto const w = testing::weights(weights, r, 1);
    for (int level = 0; level < 2; ++level) {
      std::vector<std::size_t> which;
      for (std::size_t i = 0; i < t.size(); ++i)
        if (t.group[i] == level) which.insert(which.end(), w[all.rows.unit_of(i)], i);
      auto repeated = testing::rows_at(t, which);
      repeated.unit.clear(), repeated.group.clear(), repeated.n_levels = 0;
      auto expected = testing::words_of(testing::point(fitted(repeated).fit), 0, 0);
      auto got = testing::words_of(replicates, static_cast<std::size_t>(level), r);
      expected[pass::mean_weight] = got[pass::mean_weight] = 0;
      EXPECT_EQ(got, expected) << r << ' ' << level;
    }
  }
}

TEST(calibration_fit, a_recalibrated_risk_moves_slope_and_intercept) {
  auto const t = made(400, 3);
  auto moved = t;
  for (auto& p : moved.score) p = 1 / (1 + std::exp(-(.7 + 2 * logit_of(p))));
  auto const before = testing::words_of(testing::point(fitted(t).fit), 0, 0);
  auto const after = testing::words_of(testing::point(fitted(moved).fit), 0, 0);
  EXPECT_NEAR(number(after, pass::slope), number(before, pass::slope) / 2, 1e-11);
  EXPECT_NEAR(number(after, pass::constant), number(before, pass::constant) - .7 * number(before, pass::slope) / 2, 1e-11);
  auto shifted = t;
  for (auto& p : shifted.score) p = 1 / (1 + std::exp(-(.7 + logit_of(p))));
  auto const large = testing::words_of(testing::point(fitted(shifted).fit), 0, 0);
  EXPECT_NEAR(number(large, pass::intercept), number(before, pass::intercept) - .7, 1e-11);
}

/// Many rows, whose logits are condensed. `factor`: of the logits.
table many_rows(std::uint64_t seed, double factor, std::uint32_t n_levels = 0, std::size_t n = 70'000) {
  testing::dice roll(seed);
  table t;
  for (std::size_t i = 0; i < n; ++i) {
    double const u = n_levels == 0 ? roll.uniform() : roll.below(n_levels) / static_cast<double>(n_levels);
    double const logit = 6 * u * u - 5;
    t.score.push_back(1 / (1 + std::exp(-factor * logit)));
    t.y.push_back(roll.uniform() < 1 / (1 + std::exp(.3 - .8 * logit)));
    t.weight.push_back(roll.below(3));
  }
  return t;
}

/// The fits by one row of the design for each row.
void expect_fits_of_all_rows(table const& t) {
  auto const words = testing::words_of(testing::point(fitted(t).fit), 0, 0);
  std::vector<double> design(t.size(), 1.0), events, trials;
  std::uint64_t n_positive = 0;
  for (std::size_t i = 0; i < t.size(); ++i) {
    design.push_back(logit_of(t.score[i]));
    trials.push_back(static_cast<double>(t.weight[i])), events.push_back(t.y[i] ? trials.back() : 0);
    if (t.y[i]) n_positive += t.weight[i];
  }
  EXPECT_EQ(words[pass::n_positive], n_positive);
  auto const both = fit_logistic({design, events, trials});
  ASSERT_EQ(static_cast<fit_status>(words[pass::why_no_slope]), both.why);
  auto const alone = fit_constant(std::span(design).subspan(t.size()), events, trials);
  ASSERT_EQ(static_cast<fit_status>(words[pass::why_no_intercept]), alone.why);
  EXPECT_NEAR(number(words, pass::intercept), alone.constant, 1e-9);
  EXPECT_NEAR(number(words, pass::information_of_intercept), alone.information, 1e-9 * alone.information);
  if (both.why != fit_status::ok) return;
  EXPECT_NEAR(number(words, pass::constant), both.coefficients[0], 1e-9);
  EXPECT_NEAR(number(words, pass::slope), both.coefficients[1], 1e-9 * both.coefficients[1]);
  double const a = number(words, pass::information), b = number(words, pass::information + 1), c = number(words, pass::information + 2);
  EXPECT_NEAR(a / (a * c - b * b), both.covariance_of(1, 1), 1e-9 * both.covariance_of(1, 1));
}

TEST(calibration_fit, condensed_logits_have_the_fits_of_all_rows) {
  for (double const factor : {1.0, .003, .2, 5.0, 30.0})
    for (std::uint32_t const n_levels : {0u, 9u, 3000u}) {
      SCOPED_TRACE(std::to_string(factor) + ", levels " + std::to_string(n_levels));
      expect_fits_of_all_rows(many_rows(7 + n_levels, factor, n_levels));
    }
}

TEST(calibration_fit, the_order_of_many_rows_does_not_change_a_bit) {
  for (std::uint32_t const n_levels : {0u, 2u, 40u}) {
    auto const t = many_rows(3, .5, n_levels);
    EXPECT_EQ(testing::words_of(testing::point(fitted(t).fit), 0, 0),
              testing::words_of(testing::point(fitted(testing::shuffled(t, 5)).fit), 0, 0));
  }
}

/// Expects the fits of the first replicates to be those of the rows, repeated as often as they are drawn, which are not condensed.
void expect_fits_of_repeated_rows(table const& t, std::uint32_t n_replicates) {
  fitted const all(t);
  resampler const weights(resampling::poisson, 4, 0, all.rows.stratum_begin);
  auto const replicates = testing::replicates(all.fit, weights, n_replicates);
  for (std::uint32_t r = 0; r < n_replicates; ++r) {
    SCOPED_TRACE(r);
    auto const w = testing::weights(weights, r, 1);
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < t.size(); ++i) which.insert(which.end(), w[all.rows.unit_of(i)], i);
    auto const expected = testing::words_of(testing::point(fitted(testing::rows_at(t, which)).fit), 0, 0);
    auto const got = testing::words_of(replicates, 0, r);
    for (std::size_t const slot : {pass::n_negative, pass::n_positive, pass::why_no_slope, pass::why_no_intercept})
      ASSERT_EQ(got[slot], expected[slot]);
    for (std::size_t slot = pass::slope; slot < pass::mean_weight; ++slot) {
      if (slot == pass::why_no_intercept) continue;
      double const exact = number(expected, slot);
      EXPECT_NEAR(number(got, slot), exact, 1e-9 * std::abs(exact) + 1e-10) << slot;
    }
  }
}

TEST(calibration_fit, condensed_replicates_are_fits_of_repeated_rows) {
  for (double const factor : {1.0, .003, .2, 5.0, 30.0})
    for (std::uint32_t const n_levels : {0u, 9u, 400u}) {
      SCOPED_TRACE(std::to_string(factor) + ", levels " + std::to_string(n_levels));
      auto t = many_rows(5 + n_levels, factor, n_levels, 1500);
      t.weight.clear();
      expect_fits_of_repeated_rows(t, 20);
    }
}

TEST(calibration_fit, condensed_replicates_may_have_no_fit) {
  auto t = many_rows(6, 1, 0, 600);
  t.weight.clear();
  for (std::size_t i = 0; i < t.size(); ++i) t.y[i] = i < 3;  // replicates without events, and with events of one risk
  expect_fits_of_repeated_rows(t, 40);
  for (std::size_t i = 0; i < t.size(); ++i) t.y[i] = t.score[i] > .5 || (i < 4 && t.score[i] > .05);
  expect_fits_of_repeated_rows(t, 40);  // some are separated
  for (auto& p : t.score) p = .25;
  expect_fits_of_repeated_rows(t, 5);
}

TEST(calibration_fit, condensed_replicates_do_not_depend_on_those_beside_them) {
  auto t = many_rows(8, 12, 0, 700);
  fitted const all(t);
  resampler const weights(resampling::poisson, 9, 0, all.rows.stratum_begin);
  auto const side_by_side = testing::replicates(all.fit, weights, 20);
  for (std::uint32_t r = 0; r < 20; ++r) {
    auto const w = testing::weights(weights, r, 1);
    slot_block alone(all.fit.n_slots(), 1, 1);
    all.fit.walk(drawn{1, w}, alone, 0);
    EXPECT_EQ(testing::words_of(alone, 0, 0), testing::words_of(side_by_side, 0, r)) << r;
  }
}

/// Separation is seen from the ends of the classes; the logistic regression finds it by its steps.
TEST(calibration_fit, separation_is_that_of_the_regression) {
  testing::dice roll(5);
  int n_separated = 0;
  for (int i = 0; i < 2000; ++i) {
    table t;
    std::vector<double> design, events;
    for (std::size_t row = 0, n = 2 + roll.below(7); row < n; ++row) {
      t.score.push_back((1 + roll.below(6)) / 7.0), t.y.push_back(roll.below(2) == 1), t.weight.push_back(1 + roll.below(2));
      design.push_back(1), events.push_back(t.y.back() ? static_cast<double>(t.weight.back()) : 0);
    }
    std::vector<double> const trials(t.weight.begin(), t.weight.end());
    for (double const s : t.score) design.push_back(logit_of(s));
    auto const why = static_cast<fit_status>(testing::words_of(testing::point(fitted(t).fit), 0, 0)[pass::why_no_slope]);
    EXPECT_EQ(why, fit_logistic({design, events, trials}).why) << i;
    n_separated += why == fit_status::separated;
  }
  EXPECT_GT(n_separated, 200);
}

TEST(calibration_fit, many_rows_may_have_no_fit) {
  auto t = many_rows(1, 1);
  auto separated = t, constant = t, infinite = t;
  for (std::size_t i = 0; i < t.size(); ++i) separated.y[i] = t.score[i] > .3, constant.score[i] = .25;
  auto const why_no_slope = [](table const& of) {
    return static_cast<fit_status>(testing::words_of(testing::point(fitted(of).fit), 0, 0)[pass::why_no_slope]);
  };
  EXPECT_EQ(why_no_slope(separated), fit_status::separated);
  EXPECT_EQ(why_no_slope(constant), fit_status::collinear);
  infinite.score[5] = 0, infinite.weight[5] = 2;
  auto const words = testing::words_of(testing::point(fitted(infinite).fit), 0, 0);
  EXPECT_EQ(words[pass::n_infinite], 2u);
  EXPECT_EQ(static_cast<fit_status>(words[pass::why_no_slope]), fit_status::empty);
  infinite.weight[5] = 0, t.weight[5] = 0;
  expect_fits_of_all_rows(t);
  EXPECT_EQ(testing::words_of(testing::point(fitted(infinite).fit), 0, 0)[pass::n_infinite], 0u);
}

/// Slope and intercept without each unit: by one step, and by a fit of the rows that remain.
struct both_ways {
  delete_one_values step[2], refit[2];
  double whole[2], greatest_difference = 0, greatest_move = 0;

  explicit both_ways(table const& t) {
    fitted const f(t);
    engine::unit_index const units(f.rows, f.groups);
    auto const words = testing::words_of(testing::point(f.fit), 0, 0);
    whole[0] = number(words, pass::slope), whole[1] = number(words, pass::intercept);
    std::vector<std::uint32_t> slots(pass::n_all);
    auto const taker = delete_units(f.fit, {})->of_group(units.rows_of(0), slots, {});
    engine::for_each_unit(f.rows, units.rows_of(0), [&](auto unit) {
      auto rest = words;
      taker->take_out(unit, rest);
      auto const out = f.rows.unit_of(unit.front());
      auto const again = testing::words_of(
          testing::point(fitted(testing::rows_where(t, [&](std::size_t i) { return f.rows.unit_of(i) != out; })).fit), 0, 0);
      for (auto const slot : {pass::n_negative, pass::n_positive}) EXPECT_EQ(rest[slot], again[slot]);
      for (std::size_t k = 0; k < 2; ++k) {
        auto const slot = k == 0 ? pass::slope : pass::intercept;
        step[k].add({number(rest, slot)}), refit[k].add({number(again, slot)});
        greatest_difference = std::max(greatest_difference, std::abs(number(rest, slot) - number(again, slot)));
        greatest_move = std::max(greatest_move, std::abs(number(again, slot) - whole[k]));
      }
    });
  }
  double ratio_of_errors(std::size_t k) const { return jackknife_se(whole[k], step[k]).number / jackknife_se(whole[k], refit[k]).number; }
};

TEST(calibration_fit, steps_agree_with_fits_of_the_remaining_rows) {
  for (auto const& t : {made(40, 4), made(200, 5), made(60, 6, 3)}) {  // two steps
    both_ways const b(t);
    EXPECT_LT(b.greatest_difference, .1 * b.greatest_move);
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(b.ratio_of_errors(k), 1, .02) << t.size() << ' ' << k;
  }
  for (auto const& t : {made(201, 8), made(300, 7, 10), made(1000, 8)}) {  // one step
    both_ways const b(t);
    EXPECT_LT(b.greatest_difference, .1 * b.greatest_move);
    for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(b.ratio_of_errors(k), 1, t.size() < 1000 ? .03 : .005) << t.size() << ' ' << k;
  }
}

TEST(calibration_fit, reasons_why_there_is_no_number) {
  auto const slope = [](table const& t) { return testing::value_of<calibration_slope>(t).why; };
  auto const intercept = [](table const& t) { return testing::value_of<calibration_intercept>(t).why; };
  table const separated{.score = {.1, .2, .8, .9}, .y = {0, 0, 1, 1}}, constant{.score = {.3, .3, .3}, .y = {0, 1, 0}};
  table const certain{.score = {.1, 1, .8, .5}, .y = {0, 1, 0, 1}};
  EXPECT_EQ(slope(separated), status::separated);
  EXPECT_EQ(intercept(separated), status::ok);
  EXPECT_EQ(slope(constant), status::constant_score);
  EXPECT_EQ(intercept(constant), status::ok);
  EXPECT_NEAR(testing::value_of<calibration_intercept>(constant).number, std::log(.5) - std::log(3. / 7), 1e-14);
  EXPECT_EQ(slope(certain), status::infinite_logit);
  EXPECT_EQ(intercept(certain), status::infinite_logit);
  EXPECT_EQ(slope({.score = {}, .y = {}}), status::empty);
  EXPECT_EQ(slope({.score = {.1, .2}, .y = {0, 0}}), status::no_positives);
  EXPECT_EQ(intercept({.score = {.1, .2}, .y = {1, 1}}), status::no_negatives);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
