// SPDX-License-Identifier: Apache-2.0
// Searches over the cuts of an ordering: against a search of every cut, and without a unit against a walk in which the unit has weight 0.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "clinmetrics/pass/chosen_cuts.hpp"
#include "clinmetrics/pass/operating_points.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::make;
using testing::random_table;
using by = threshold_criterion;

std::vector<threshold_rule> const rules{{by::youden},          {by::closest_topleft}, {by::min_cost, 3},     {by::min_cost, 4, .05},
                                        {by::max_f1},          {by::max_mcc},         {by::sensitivity, .8}, {by::sensitivity, 1},
                                        {by::specificity, .8}, {by::specificity, 0},  {by::ppv, .6},         {by::ppv, 1},
                                        {by::alert_rate, .2},  {by::alert_rate, 0}};

struct counts {
  double tp, fp, positives, negatives;
  double tpr() const { return tp / positives; }
  double fpr() const { return fp / negatives; }
};

/// How good a cut is by the definition of the rule; −∞ if the rule forbids it.
double quality(threshold_rule const& r, counts const& c) {
  double const none = -std::numeric_limits<double>::infinity(), fn = c.positives - c.tp, tn = c.negatives - c.fp,
               n = c.positives + c.negatives;
  switch (r.by) {
    case by::youden:
      return c.tpr() - c.fpr();
    case by::closest_topleft:
      return -std::hypot(1 - c.tpr(), c.fpr());
    case by::min_cost:
      return r.prevalence == 0 ? -(r.number * fn + c.fp) : -(r.number * r.prevalence * (1 - c.tpr()) + (1 - r.prevalence) * c.fpr());
    case by::max_f1:
      return 2 * c.tp / (2 * c.tp + c.fp + fn);
    case by::max_mcc: {
      double const margins = (c.tp + c.fp) * (fn + tn) * c.positives * c.negatives;
      return margins == 0 ? none : (c.tp * tn - c.fp * fn) / std::sqrt(margins);
    }
    case by::sensitivity:
      return c.tpr() >= r.number ? -c.fp : none;
    case by::specificity:
      return tn / c.negatives >= r.number ? c.tp : none;
    case by::ppv:
      return c.tp > 0 && c.tp / (c.tp + c.fp) >= r.number ? c.tp : none;
    case by::alert_rate:
      return (c.tp + c.fp) / n <= r.number ? c.tp : none;
  }
  return none;
}

ranked_rows ranked(cohort const& c) {
  auto const all = everyone();
  return ranked_rows_of_groups(rank(c.models[0].score), all).front();
}

TEST(CutSearch, ChoosesTheFirstOfTheBestCuts) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    auto const c =
        make(random_table({.n = 2 + seed % 90, .score_levels = seed % 3 == 0 ? 0u : 12u, .prevalence = seed % 2 ? .4 : .1}, seed));
    cut_table cuts;
    cuts.fill(ranked(c), c.events(), [](std::uint32_t) { return 1.; });
    if (cuts.positives() == 0 || cuts.negatives() == 0) continue;
    for (auto const& rule : rules) {
      double best = -std::numeric_limits<double>::infinity();
      auto expected = no_cut;
      for (std::size_t k = 0; k < cuts.size(); ++k) {
        double const q = quality(rule, {cuts.tp(k), cuts.fp(k), cuts.positives(), cuts.negatives()});
        if (q > best + 1e-12) best = q, expected = k;
      }
      for (auto const guess : {no_cut, std::size_t{0}, cuts.size() - 1})
        EXPECT_EQ(choose_cut(rule, cuts, guess), expected) << static_cast<int>(rule.by) << ' ' << rule.number << " seed " << seed;
    }
  }
}

TEST(CutSearch, NeedsTheClassesOfTheRule) {
  cut_table cuts;
  ranked_rows rows;
  rows.add(0, true), rows.add(1, true);
  std::uint8_t const only_negative[] = {0, 0};
  cuts.fill(rows, only_negative, [](std::uint32_t) { return 1.; });
  for (auto const& rule : rules) {
    bool const has_cut = rule.by == by::specificity || rule.by == by::alert_rate || (rule.by == by::min_cost && rule.prevalence == 0);
    EXPECT_EQ(choose_cut(rule, cuts, no_cut), has_cut ? 0u : no_cut);
  }
}

/// Scores .9 .8 .7 .6 .5 .4 .3 .2 with the outcome 1 1 0 1 0 0 1 0.
TEST(CutSearch, EightRowsByHand) {
  ranked_rows rows;
  std::uint8_t const y[] = {1, 1, 0, 1, 0, 0, 1, 0};
  for (std::uint32_t i = 0; i < 8; ++i) rows.add(i, true);
  cut_table cuts;
  cuts.fill(rows, y, [](std::uint32_t) { return 1.; });
  cuts.add_areas();
  auto const chosen = [&](threshold_rule const& r) { return choose_cut(r, cuts, no_cut); };
  EXPECT_EQ(chosen({by::youden}), 2u);            // 2/4 − 0/4, as at cut 4: the higher threshold
  EXPECT_EQ(chosen({by::closest_topleft}), 4u);   // (1/4)² + (1/4)²
  EXPECT_EQ(chosen({by::max_f1}), 4u);            // 6/8
  EXPECT_EQ(chosen({by::min_cost, 5}), 7u);       // 3 false positives
  EXPECT_EQ(chosen({by::sensitivity, .75}), 4u);  //
  EXPECT_EQ(chosen({by::specificity, .75}), 4u);  // cut 3 has the same specificity
  EXPECT_EQ(chosen({by::specificity, .5}), 4u);   // cuts 5 has more false positives, and no more true ones
  EXPECT_EQ(chosen({by::alert_rate, .3}), 2u);
  EXPECT_EQ(chosen({by::ppv, .75}), 4u);
  auto const answer = [&](cut_search what, double first, double second = 0) {
    return answer_question({what, first, second}, cuts, no_cut);
  };
  EXPECT_EQ(answer(cut_search::at_sensitivity, .8), (cut_answer{4, 3, 3, 3}));
  EXPECT_EQ(answer(cut_search::at_specificity, .7), (cut_answer{3, 1, 3, 2}));
  EXPECT_EQ(answer(cut_search::at_alert_rate, .3), (cut_answer{2, 0, 2, 1}));
  EXPECT_EQ(answer(cut_search::greatest_distance, 0), (cut_answer{2, 0, 2, 0}));
  auto const area = [&](cut_search what, double first, double second) { return std::bit_cast<double>(answer(what, first, second)[0]); };
  EXPECT_DOUBLE_EQ(area(cut_search::area_over_specificity, 0, 1), 2 + 3 + 3 + 4);
  EXPECT_DOUBLE_EQ(area(cut_search::area_over_sensitivity, 0, 1), 2 + 3 + 3 + 4);
  EXPECT_DOUBLE_EQ(area(cut_search::area_over_specificity, .5, 1), 2 + 3);
  EXPECT_DOUBLE_EQ(area(cut_search::area_over_sensitivity, .5, 1), 3 + 1);
  EXPECT_DOUBLE_EQ(area(cut_search::area_of_both, .5, .5), 1);
}

/// All slots of a pass with these weights of units.
template <class Pass>
std::vector<std::vector<std::uint64_t>> slots_of(Pass const& pass, std::vector<std::uint32_t> const& weight) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  pass.walk(drawn{1, weight}, out, 0);
  std::vector<std::vector<std::uint64_t>> slots;
  for (std::size_t g = 0; g < pass.groups->n_groups(); ++g)
    for (auto& of = slots.emplace_back(); of.size() < pass.n_slots();) of.push_back(out.at(of.size(), g, 0));
  return slots;
}

template <class Pass>
void expect_deletions(Pass const& pass, cohort const& c, std::function<bool(std::size_t)> const& is_area) {
  std::vector<std::uint32_t> weight(c.n_units(), 1), every(pass.n_slots());
  for (std::uint32_t i = 0; i < every.size(); ++i) every[i] = i;
  auto const whole = slots_of(pass, weight);
  auto const deletion = delete_units(pass, {});
  for (std::uint32_t g = 0; g < pass.groups->n_groups(); ++g) {
    std::vector<std::uint32_t> rows;
    std::map<std::uint32_t, std::vector<std::uint32_t>> of_unit;
    for (std::uint32_t row = 0; row < c.n_rows(); ++row)
      if (pass.groups->group_of(row) == g) rows.push_back(row), of_unit[c.unit_of(row)].push_back(row);
    auto const taker = deletion->of_group(rows, every, {});
    for (auto const& [unit, unit_rows] : of_unit) {
      auto sums = whole[g];
      taker->take_out(unit_rows, sums);
      weight[unit] = 0;
      auto const expected = slots_of(pass, weight)[g];
      weight[unit] = 1;
      for (std::size_t s = 0; s < sums.size(); ++s) {
        if (is_area(s))
          EXPECT_NEAR(std::bit_cast<double>(sums[s]), std::bit_cast<double>(expected[s]), 1e-9);
        else
          EXPECT_EQ(sums[s], expected[s]) << "slot " << s << " group " << g << " unit " << unit;
      }
    }
  }
}

struct deleted_case {
  testing::table rows;
  cohort c = make(rows);
  partition groups = rows.n_levels > 0 ? cross({&c.attributes[0]}) : everyone();
};

TEST(CutSearch, WithoutAUnitTheRulesChooseAgain) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    deleted_case const t{random_table({.n = 4 + 2 * seed,
                                       .score_levels = seed % 2 ? 0u : 9u,
                                       .weights_below = seed % 4 == 1 ? 4u : 0u,
                                       .n_units = seed % 3 == 2 ? 15u : 0u,
                                       .n_levels = seed % 5 == 0 ? 2 : 0},
                                      seed)};
    chosen_cuts pass{&t.c, &t.groups, t.c.events(), t.c.weight, rules, ranked(t.c), {}};
    for (std::size_t k = 0; k <= pass.ranked.row.size(); ++k) pass.threshold.push_back(1 - static_cast<double>(k));
    expect_deletions(pass, t.c, [](std::size_t) { return false; });
  }
}

TEST(CutSearch, WithoutAUnitTheQuestionsAreAskedAgain) {
  using enum cut_search;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    deleted_case const t{random_table({.n = 6 + 2 * seed,
                                       .score_levels = seed % 2 ? 0u : 9u,
                                       .weights_below = seed % 4 == 1 ? 4u : 0u,
                                       .n_units = seed % 3 == 2 ? 15u : 0u,
                                       .n_levels = seed % 5 == 0 ? 2 : 0},
                                      seed)};
    operating_points pass{&t.c,
                          &t.groups,
                          t.c.events(),
                          t.c.weight,
                          {{at_sensitivity, .8, 0},
                           {at_specificity, .8, 0},
                           {at_alert_rate, .2, 0},
                           {greatest_distance, 0, 0},
                           {area_over_specificity, .6, .95},
                           {area_over_sensitivity, .3, .9},
                           {area_of_both, .4, .3}},
                          ranked_rows_of_groups(rank(t.c.models[0].score), t.groups)};
    expect_deletions(pass, t.c, [](std::size_t slot) { return slot >= operating_points::first_slot_of(4) && (slot - 2) % 4 == 0; });
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
