// SPDX-License-Identifier: Apache-2.0
// The evidence about the rows outside a group, from sums over the groups, against the same from all these rows as a partition of their own.
#include "engine/rest_evidence.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "clinmetrics/inference/jackknife_se.hpp"
#include "engine/collect.hpp"
#include "engine/contrast_interval.hpp"
#include "engine/judge_rows.hpp"
#include "engine/walked_rest.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using clinmetrics::testing::make;
using clinmetrics::testing::random_table;
using clinmetrics::testing::shape;

bool is_same(double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }

void expect_near(double x, double y, double share) {
  if (is_same(x, y)) return;
  EXPECT_NEAR(x, y, share * std::max(1.0, std::abs(y)));
}

void expect_same(interval const& a, interval const& b, double share) {
  EXPECT_EQ(a.why, b.why);
  expect_near(a.lower, b.lower, share), expect_near(a.upper, b.upper, share);
}

/// Calls f(ready, values of the partition by "group", its evidence, control).
template <class F>
void with_groups(testing::table const& t, std::vector<std::string> const& metrics, F const& f) {
  auto const rows = make(t);
  evaluate_options const options{.metrics = metrics, .threshold = {.4}, .groups = {{"group"}}, .gaps = gap_choice::rest};
  prepared const ready = prepare(rows, options, {});
  value_sink sink(ready, 1, 2);
  run_control control;
  collect(ready, sink, control);
  auto const& values = sink.partitions().front();
  partition_evidence const evidence(ready, values, {});
  f(ready, values, evidence, control);
}

template <class F>
void with_groups(shape const& s, std::uint64_t seed, std::vector<std::string> const& metrics, F const& f) {
  with_groups(random_table(s, seed), metrics, f);
}

/// Every line and group that rest_evidence has: f(series, its evidence, that of all rows outside the group, at the same place).
template <class F>
void for_each_rest(shape const& s, std::uint64_t seed, std::vector<std::string> const& metrics, F const& f) {
  with_groups(s, seed, metrics, [&](prepared const& ready, auto const& values, auto const& evidence, run_control& control) {
    rest_evidence const rests(ready, values, evidence, {});
    for (auto const group : values.sizes().shown()) {
      walked_rest const walked(ready, values.groups(), group, {}, control);
      if (walked.n_units() == 0) continue;
      for (std::size_t line = 0; line < ready.plan.all.size(); ++line) {
        ASSERT_TRUE(rests.has(line, group)) << text_of(ready.plan.all[line].metric);
        rest_line const fast(rests, line, group);
        line_evidence const reference(walked.evidence(), line, walked_rest::rest);
        SCOPED_TRACE(text_of(ready.plan.all[line].metric) + " without group " + std::to_string(group) + ", seed " + std::to_string(seed));
        f(ready.plan.all[line], fast.get(), reference.get());
      }
    }
  });
}

/// The clinical set without fits and chosen thresholds, which are made again for the rest, and others.
std::vector<std::string> const metrics = [] {
  auto names = metric_group("clinical");
  std::erase_if(names, [](auto const& name) { return name.starts_with("calibration_") || name == "chosen_threshold"; });
  for (auto const* other : {"log_loss", "g_mean", "kappa", "diagnostic_odds_ratio", "f_beta(beta=2)"}) names.emplace_back(other);
  return names;
}();

TEST(rest_evidence, has_the_numbers_of_all_rows_outside_the_group) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    shape const s{.n = 20 + 23 * seed,
                  .score_levels = seed % 3 == 0 ? 0u : 7u,
                  .prevalence = seed % 4 == 0 ? .05 : .4,
                  .n_levels = 1 + static_cast<int>(seed % 5)};
    for_each_rest(s, seed, metrics, [&](series const& line, evidence const& fast, evidence const& reference) {
      EXPECT_TRUE(is_same(fast.point.number, reference.point.number)) << fast.point.number << ' ' << reference.point.number;
      EXPECT_EQ(fast.point.why, reference.point.why);
      EXPECT_EQ(fast.rows.all, reference.rows.all);
      for (double level : {.9, .999}) {
        confidence const at(level);
        expect_same(own_limits(as_side(fast, line), at), own_limits(as_side(reference, line), at), 1e-9);
      }
    });
  }
}

TEST(rest_evidence, without_single_rows_has_the_standard_error_of_all_of_them_within_their_number) {
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    for_each_rest({.n = 6000, .score_levels = seed % 2 == 0 ? 0u : 9u, .prevalence = seed < 2 ? .03 : .3, .n_levels = 3}, seed,
                  {"observed_expected_ratio", "scaled_brier"}, [&](series const&, evidence const& fast, evidence const& reference) {
                    ASSERT_GT(fast.rows.all, 1000u);
                    ASSERT_LT(fast.left_out().without.size(), 5u);
                    double const exact = jackknife_se(reference.point.number, reference.left_out().without).number;
                    EXPECT_NEAR(jackknife_se(fast.point.number, fast.left_out().without).number, exact, exact * 1e-5);
                  });
}

/// Expects the calibration fits of all rests but those that the test says are read.
template <class Is_read>
void expect_fits_of_rests(testing::table const& t, Is_read const& is_read) {
  with_groups(t, {"calibration_slope", "calibration_intercept"},
              [&](prepared const& ready, auto const& values, auto const& evidence, run_control& control) {
                rest_evidence const rests(ready, values, evidence, {});
                for (auto const group : values.sizes().shown()) {
                  ASSERT_EQ(rests.has(0, group), !is_read(rests.size_of(group)));
                  if (!rests.has(0, group)) continue;
                  walked_rest const walked(ready, values.groups(), group, {}, control);
                  for (std::size_t line = 0; line < 2; ++line) {
                    rest_line const fast(rests, line, group);
                    line_evidence const reference(walked.evidence(), line, walked_rest::rest);
                    SCOPED_TRACE("line " + std::to_string(line) + ", group " + std::to_string(group));
                    EXPECT_EQ(fast.get().point.why, reference.get().point.why);
                    expect_near(fast.get().point.number, reference.get().point.number, 1e-9);
                    auto const* const by = ready.plan.all[line].compared.method;
                    expect_same(own_limits({&fast.get(), by}, confidence(.95)), own_limits({&reference.get(), by}, confidence(.95)), 1e-9);
                  }
                }
              });
}

/// Few logits and many, flat ones and steep ones: a fit has slopes from .02 to 40.
TEST(rest_evidence, has_the_calibration_fits_of_the_rows_outside_the_group) {
  double const factors[] = {1, .03, 50, .3, 1};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    auto t = random_table({.n = 300 + 90 * seed,
                           .score_levels = seed % 3 == 0   ? 0u
                                           : seed % 3 == 1 ? 7u
                                                           : 400u,
                           .prevalence = seed % 4 == 0 ? .1 : .4,
                           .n_levels = 2 + static_cast<int>(seed % 6)},
                          seed);
    double const factor = factors[seed % 5];
    for (auto& s : t.score) s = 1 / (1 + std::exp(factor * (1 - 2.5 * s) + (seed % 2 == 0 ? 3 : 0)));
    expect_fits_of_rests(t, [](group_size const& rest) { return rest.n <= 200; });
  }
}

/// The fit of a rest is near that of all rows: its risks are power series there.
TEST(rest_evidence, has_the_calibration_fits_without_one_of_many_groups) {
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    auto t = random_table({.n = 4000 + 1000 * seed, .score_levels = 0, .prevalence = seed == 0 ? .1 : .4, .n_levels = 40}, seed);
    for (auto& s : t.score) s = 1 / (1 + std::exp(2 - 4 * s));
    expect_fits_of_rests(t, [](group_size const&) { return false; });
  }
}

TEST(rest_evidence, has_no_calibration_fit_of_a_rest_with_a_risk_of_0) {
  auto t = random_table({.n = 900, .score_levels = 0, .n_levels = 3}, 1);
  t.score[5] = 0;
  expect_fits_of_rests(t, [](group_size const&) { return false; });
}

TEST(rest_evidence, has_no_calibration_fits_if_all_rows_have_none) {
  auto t = random_table({.n = 900, .score_levels = 0, .n_levels = 70}, 1);
  for (std::size_t row = 0; row < t.size(); ++row) t.y[row] = t.score[row] > .5;
  with_groups(t, {"calibration_slope"}, [](prepared const& ready, auto const& values, auto const& evidence, run_control&) {
    EXPECT_TRUE(rest_evidence(ready, values, evidence, {}).leaves_out(0));
  });
}

/// The differences of large sums would have lost digits.
TEST(rest_evidence, has_no_calibration_fit_of_a_small_part_of_the_rows) {
  auto t = random_table({.n = 9000, .score_levels = 0, .n_levels = 2}, 1);
  for (std::size_t row = 0; row < t.size(); ++row) t.group[row] = row % 10 == 0;
  expect_fits_of_rests(t, [](group_size const& rest) { return rest.n == 900; });
}

TEST(rest_evidence, reads_the_rows_of_a_rest_whose_classes_are_separated) {
  auto t = random_table({.n = 900, .score_levels = 0, .n_levels = 2}, 1);
  for (std::size_t row = 0; row < t.size(); ++row)
    if (t.group[row] == 1) t.y[row] = t.score[row] > .5;
  with_groups(t, {"calibration_slope"}, [](prepared const& ready, auto const& values, auto const& evidence, run_control&) {
    rest_evidence const rests(ready, values, evidence, {});
    for (auto const group : values.sizes().shown()) EXPECT_TRUE(rests.has(0, group));
  });
  for (std::size_t row = 0; row < t.size(); ++row) t.group[row] = row < 450, t.y[row] = row < 450 ? t.y[row] : t.score[row] > .5;
  with_groups(t, {"calibration_slope"}, [](prepared const& ready, auto const& values, auto const& evidence, run_control&) {
    rest_evidence const rests(ready, values, evidence, {});
    EXPECT_EQ(rests.has(0, 0) + rests.has(0, 1), 1);
  });
}

/// Against the walk over all rows for each group.
TEST(rest_placements, are_those_of_the_rows_outside_and_across_the_border) {
  auto const expect_equal = [](sums_of_both const& a, sums_of_both const& b) {
    for (auto const side : {&sums_of_both::of_positives, &sums_of_both::of_negatives}) {
      EXPECT_EQ((a.*side).n, (b.*side).n);
      EXPECT_TRUE((a.*side).sum == (b.*side).sum);
      EXPECT_TRUE((a.*side).squares == (b.*side).squares);
    }
  };
  for (std::uint64_t seed = 0; seed < 40; ++seed)
    with_groups({.n = 10 + 17 * seed, .score_levels = seed % 2 == 0 ? 0u : 4u, .n_levels = 1 + static_cast<int>(seed % 6)}, seed, {"auroc"},
                [&](prepared const& ready, auto const& values, auto const&, run_control&) {
                  auto const& groups = values.groups();
                  auto const events = ready.rows->events();
                  auto const& order = *ready.plan.order[0];
                  auto const all = placements_of_rests(events, order, groups, {});
                  for (std::uint32_t g = 0; g < groups.n_groups(); ++g) {
                    auto outside = groups;
                    for (auto& code : outside.code) code = code == g;
                    outside.groups.resize(2);
                    expect_equal(all[g].of_rest, sums_of_placements(events, order, outside, {})[0]);
                    auto const crossed = cross(events, order, groups, g, {});
                    expect_equal(all[g].of_own_positives, crossed.of_own_positives);
                    expect_equal(all[g].of_rest_positives, crossed.of_rest_positives);
                  }
                });
}

/// Units, weights and strata have no such sums.
TEST(rest_evidence, is_only_of_independent_rows) {
  for (auto const& s : {shape{.n = 60, .n_units = 20, .n_levels = 2}, shape{.n = 60, .weights_below = 3, .n_levels = 2},
                        shape{.n = 60, .n_strata = 2, .n_levels = 2}})
    with_groups(s, 1, {"clinical"}, [](prepared const& ready, auto const& values, auto const& evidence, run_control&) {
      rest_evidence const rests(ready, values, evidence, {});
      for (std::size_t line = 0; line < ready.plan.all.size(); ++line) EXPECT_FALSE(rests.has(line, 0) || rests.leaves_out(line));
    });
}

TEST(rest_evidence, leaves_out_of_many_groups_what_it_would_have_to_walk) {
  for (int n_levels : {60, 70})
    with_groups({.n = 900, .n_levels = n_levels}, 1, {"auroc", "average_precision", "calibration_slope", "brier"},
                [&](prepared const& ready, auto const& values, auto const& evidence, run_control&) {
                  rest_evidence const rests(ready, values, evidence, {});
                  bool const are_many = static_cast<std::size_t>(n_levels) > rest_evidence::most_groups_to_walk;
                  auto const group = values.sizes().shown().front();
                  for (std::size_t line : {0u, 2u, 3u}) EXPECT_TRUE(rests.has(line, group) && !rests.leaves_out(line));
                  EXPECT_EQ(rests.has(1, group), !are_many);
                  EXPECT_EQ(rests.leaves_out(1), are_many);
                });
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
