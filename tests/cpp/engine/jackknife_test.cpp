// SPDX-License-Identifier: Apache-2.0
// Delete-one-unit values by subtraction, compared with the metric computed again on the remaining rows, for units of several rows, ties and
// weights.
#include "engine/jackknife.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <set>

#include "clinmetrics/engine/evaluate.hpp"
#include "engine/value_sink.hpp"
#include "pass/placements.hpp"
#include "support/metrics.hpp"
#include "support/passes.hpp"
#include "support/results.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::make;
using clinmetrics::testing::random_table;
using clinmetrics::testing::rows_where;
using clinmetrics::testing::shape;
using clinmetrics::testing::table;

/// The metrics with a jackknife; for hard labels, those of the four counts.
std::vector<std::string> metrics(bool hard) {
  std::vector<std::string> names;
  for (auto const* r : testing::every_metric()) {
    std::string_view const tally = r->tally->name;
    // Bins are chosen from the rows; a fit without a unit is an approximation (pass/calibration_fit_test.cpp).
    bool const is_read =
        hard ? tally == "confusion"
             : tally != "risk_groups" && tally != "isotonic_scores" && tally != "chosen_confusion" && !tally.starts_with("calibration_");
    if (is_read) names.push_back(testing::text_with_parameters(*r, hard));
  }
  return names;
}

/// All data that the engine prepares for a jackknife.
struct way {
  cohort rows;
  evaluate_options options;
  prepared ready;
  partition_values values;
  std::vector<std::unique_ptr<pass_deletion>> deletion;  ///< of each pass
  std::unique_ptr<unit_index> units;

  static evaluate_options options_for(table const& t) {
    evaluate_options o{.metrics = metrics(!t.predicted.empty()), .threshold = {.4, .6}, .ci = "none", .backend = "reference"};
    if (t.n_levels > 0) o.groups = {{"group"}};
    return o;
  }
  explicit way(table const& t)
      : rows(make(t)),
        options(options_for(t)),
        ready(prepare(rows, options, {})),
        values(ready, static_cast<std::uint32_t>(ready.plan.partitions.size() - 1)) {
    std::vector<pass_request> requests;
    values.add_point_requests(requests);
    run_control control;
    ready.engine->run_point(requests, control);
    for (auto const& request : requests) deletion.push_back(request.pass.deletion({}));
    units = std::make_unique<unit_index>(rows, groups());
  }
  way(way const&) = delete;

  partition const& groups() const { return ready.plan.partitions.back(); }
  std::vector<series> const& lines() const { return ready.plan.all; }
  value whole(std::size_t line, std::size_t group) const {
    auto const words = values.point().words(values.place_of_line(line), group, 0);
    return lines()[line].metric.record->of(lines()[line].metric.parameters, words);
  }
  deletions left_out(std::size_t line, std::size_t group) const {
    auto const place = values.place_of_line(line);
    deletion_source const source{&rows, &values.point(), place, deletion[values.point().pass_of(place)].get(), units->rows_of(group),
                                 group};
    return jackknife(source, lines()[line].metric, whole(line, group), delete_one_values::keep::all, {});
  }
};

/// The value of the metric on a table, by the whole engine.
double value_on(table const& t, series const& s, std::string const& model) {
  evaluate_options options{.metrics = {text_of(s.metric)}, .ci = "none", .backend = "reference"};
  options.threshold = {s.threshold.value_or(.5)};  // hard labels need none, but the scores beside them do
  auto one_model = t;
  if (model == "model") one_model.predicted.clear();
  auto const r = evaluate(make(one_model), options);
  for (auto const& row : r.rows())
    if (r.models[row.model] == model) return row.value.number;
  ADD_FAILURE() << "no value of " << text_of(s.metric);
  return 0;
}

/// Delete-one values by filtering, one a unit of the group, in order of unit; those undefined are the whole's.
std::vector<double> by_filtering(table const& t, way const& w, series const& s, int level) {
  auto const group = t.n_levels > 0 ? rows_where(t, [&](std::size_t i) { return t.group[i] == level; }) : t;
  auto const id = [&](std::size_t i) {
    return std::pair(group.stratum.empty() ? 0 : group.stratum[i], group.unit.empty() ? static_cast<std::int64_t>(i) : group.unit[i]);
  };
  std::set<std::pair<std::int64_t, std::int64_t>> ids;
  for (std::size_t i = 0; i < group.size(); ++i)
    if (group.weight.empty() || group.weight[i] > 0) ids.insert(id(i));
  auto const& model = w.rows.models[s.model].name;
  auto plain = group;
  plain.stratum.clear(), plain.unit.clear();
  double const whole = value_on(plain, s, model);
  std::vector<double> values;
  for (auto const& gone : ids) {
    auto rest = rows_where(group, [&](std::size_t i) { return id(i) != gone; });
    rest.stratum.clear(), rest.unit.clear();
    double const x = value_on(rest, s, model);
    values.push_back(std::isnan(x) ? whole : x);
  }
  return values;
}

void expect_by_filtering(shape const& how, std::uint64_t seed) {
  auto const t = random_table(how, seed);
  way const w(t);
  auto const& groups = w.groups();
  for (std::size_t g = 0; g < groups.n_groups(); ++g) {
    int const level = !groups.groups[g].empty() && groups.groups[g][0] ? std::stoi(groups.groups[g][0]->substr(6)) : -1;
    for (std::size_t line = 0; line < w.lines().size(); ++line) {
      auto const& s = w.lines()[line];
      if (std::isnan(w.whole(line, g).number)) continue;
      auto const j = w.left_out(line, g);
      std::vector<double> values;
      for (std::size_t i = 0; i < j.without.size(); ++i)
        values.insert(values.end(), static_cast<std::size_t>(j.without[i].n_units), j.without[i].value);
      auto expected = by_filtering(t, w, s, level);
      ASSERT_EQ(values.size(), expected.size()) << text_of(s.metric);
      bool const alike_rows_stand_together = s.tally().is_cells && !w.rows.is_clustered && !w.rows.is_weighted();
      if (alike_rows_stand_together || how.n_strata > 0)
        std::sort(values.begin(), values.end()), std::sort(expected.begin(), expected.end());
      for (std::size_t i = 0; i < values.size(); ++i)
        if (std::isinf(expected[i])) {
          EXPECT_EQ(values[i], expected[i]) << text_of(s.metric);
        } else {
          EXPECT_NEAR(values[i], expected[i], 1e-14 * std::max(1., std::abs(expected[i]))) << text_of(s.metric) << " unit " << i;
        }
      EXPECT_EQ(j.infinite, std::any_of(expected.begin(), expected.end(), [](double x) { return std::isinf(x); }));
    }
  }
}

TEST(jackknife, of_single_rows_equals_filtering) {
  expect_by_filtering({.n = 12, .hard = true}, 1);
  expect_by_filtering({.n = 13, .score_levels = 0}, 2);
  expect_by_filtering({.n = 15, .score_levels = 2, .n_levels = 1, .hard = true}, 3);
  expect_by_filtering({.n = 3}, 4);
  expect_by_filtering({.n = 2}, 5);
  expect_by_filtering({.n = 80, .score_levels = 1}, 6);
}

TEST(jackknife, of_weighted_rows_equals_filtering) {
  expect_by_filtering({.n = 20, .weights_below = 5, .hard = true}, 7);
  expect_by_filtering({.n = 25, .weights_below = 100, .n_levels = 2}, 8);
}

TEST(jackknife, of_units_of_several_rows_equals_filtering) {
  expect_by_filtering({.n = 40, .n_units = 9, .hard = true}, 9);
  expect_by_filtering({.n = 60, .score_levels = 2, .n_units = 5}, 10);
  expect_by_filtering({.n = 50, .score_levels = 0, .weights_below = 4, .n_units = 11}, 11);
  expect_by_filtering({.n = 70, .weights_below = 4, .n_units = 8, .n_levels = 2}, 12);
  expect_by_filtering({.n = 150, .score_levels = 1, .n_units = 7}, 13);  // one run of ties over several words of the bit mask
}

TEST(jackknife, in_strata_equals_filtering) {
  expect_by_filtering({.n = 30, .n_strata = 2, .hard = true}, 14);
  expect_by_filtering({.n = 40, .weights_below = 4, .n_units = 12, .n_strata = 3}, 15);
}

TEST(jackknife, numbers_the_stratum_of_each_unit) {
  auto const t = random_table({.n = 40, .n_units = 12, .n_strata = 3}, 16);
  way const w(t);
  for (std::size_t line = 0; line < w.lines().size(); ++line) {
    if (w.lines()[line].metric.record != registry::find("auroc")) continue;
    auto const j = w.left_out(line, 0);
    ASSERT_EQ(j.without.size(), w.rows.n_units());
    for (std::uint32_t unit = 0; unit < j.without.size(); ++unit) {
      auto const& b = w.rows.stratum_begin;
      EXPECT_LE(b[j.without[unit].stratum], unit);
      EXPECT_LT(unit, b[j.without[unit].stratum + 1]);
    }
  }
}

TEST(jackknife, tells_what_a_unit_takes_from_the_denominator) {
  auto const t = random_table({.n = 40, .weights_below = 4, .n_units = 10}, 17);
  way const w(t);
  for (std::size_t line = 0; line < w.lines().size(); ++line) {
    if (w.lines()[line].metric.record != registry::find("sensitivity")) continue;
    auto const j = w.left_out(line, 0);
    std::vector<double> trials(w.rows.n_units());
    for (std::size_t row = 0; row < w.rows.n_rows(); ++row)
      if (w.rows.events()[row]) trials[w.rows.unit_of(row)] += static_cast<double>(w.rows.weight_of(row));
    EXPECT_EQ(j.trials, trials);
    ASSERT_EQ(j.amounts.size(), 1u);
    auto const& all = j.amounts[0];
    EXPECT_EQ(all.n_units, static_cast<double>(std::count_if(trials.begin(), trials.end(), [](double m) { return m > 0; })));
    EXPECT_EQ(all.sum, std::accumulate(trials.begin(), trials.end(), 0.0));
    EXPECT_EQ(all.squares, std::inner_product(trials.begin(), trials.end(), trials.begin(), 0.0));
  }
}

TEST(jackknife, tells_what_units_add_to_every_metric) {
  way const w(random_table({.n = 60, .weights_below = 4, .n_units = 10}, 19));
  std::vector<double> weights(w.rows.n_units());
  for (std::size_t row = 0; row < w.rows.n_rows(); ++row) weights[w.rows.unit_of(row)] += static_cast<double>(w.rows.weight_of(row));
  double const sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (std::size_t line = 0; line < w.lines().size(); ++line) {
    auto const& s = w.lines()[line];
    auto const j = w.left_out(line, 0);
    std::string const name = s.metric.record->about.name;
    bool const has_two = name.starts_with("lr_") || name == "diagnostic_odds_ratio";
    ASSERT_EQ(j.amounts.size(), has_two ? 2u : 1u) << name;
    if (has_two) {
      EXPECT_EQ(j.amounts[0].sum + j.amounts[1].sum, sum) << name << ": rows with and without the event";
    } else if (name == "accuracy" || name == "mcc" || name == "brier" || name == "calibration_slope" || name == "balanced_accuracy") {
      EXPECT_EQ(j.amounts[0].sum, sum) << name;
      EXPECT_EQ(j.amounts[0].squares, std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0)) << name;
    }
    EXPECT_LE(j.amounts[0].effective(), 10 + 1e-12) << name;
  }
}

TEST(unit_index, lists_the_rows_of_each_group_unit_by_unit) {
  auto const c = make(random_table({.n = 100, .n_units = 15, .n_levels = 3}, 18));
  auto const groups = cross({&c.attributes[0]});
  unit_index const units(c, groups);
  std::size_t total = 0;
  for (std::size_t g = 0; g < groups.n_groups(); ++g) {
    auto const rows = units.rows_of(g);
    total += rows.size();
    std::set<std::uint32_t> all, positive, negative;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(groups.group_of(rows[i]), g);
      EXPECT_TRUE(i == 0 || c.unit_of(rows[i - 1]) <= c.unit_of(rows[i]));
      all.insert(c.unit_of(rows[i])), (c.events()[rows[i]] ? positive : negative).insert(c.unit_of(rows[i]));
    }
    auto const n = count_units(c, rows);
    EXPECT_EQ(n.all, all.size());
    EXPECT_EQ(n.positive, positive.size());
    EXPECT_EQ(n.negative, negative.size());
  }
  EXPECT_EQ(total, 100u);
}

TEST(find_placements, equal_the_definition) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const t = random_table({.n = 45, .weights_below = 4, .n_levels = 2}, seed);
    auto const c = make(t);
    auto const groups = cross({&c.attributes[0]});
    auto const order = rank(c.models[0].score);
    auto const placed = find_placements(clinmetrics::testing::ranked_of(c, order, groups), {});
    visit(c.models[0].score, [&](auto score) {
      for (std::size_t i = 0; i < c.n_rows(); ++i) {
        EXPECT_EQ(order.row[placed.position[i]], i);
        std::uint64_t sum = 0;
        for (std::size_t j = 0; j < c.n_rows(); ++j) {
          if (groups.group_of(i) != groups.group_of(j) || c.events()[i] == c.events()[j]) continue;
          bool const ahead = c.events()[i] ? score[i] > score[j] : score[j] > score[i];
          sum += c.weight_of(j) * (ahead ? 2u : score[i] == score[j] ? 1u : 0u);
        }
        EXPECT_EQ(placed.placement[i], sum);
      }
    });
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
