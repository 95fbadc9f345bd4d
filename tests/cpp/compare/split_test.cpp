// SPDX-License-Identifier: Apache-2.0
// Ranges over groups and worst groups: all pairs by brute force, two groups, laws, edges.
#include "clinmetrics/compare/split.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <vector>

#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/compare/studentized_range.hpp"
#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "inference/golden_table.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using limits_of_groups = std::vector<limits_of_group>;

limits_of_groups of_counts(std::vector<proportion> const& counts, double level) {
  limits_of_groups groups;
  auto const simultaneous = confidence::at_critical(simultaneous_multiplier(level, counts.size()));
  for (proportion p : counts) {
    auto const at = [&](confidence const& c) {
      auto const i = clopper_pearson(p, c);
      return limit_pair{i.lower, i.upper};
    };
    groups.push_back({p.successes / p.trials, at(level), at(simultaneous), at(sidak_level(level, counts.size()))});
  }
  return groups;
}

/// Groups of very different sizes and, if `any` is set, limits that do not belong to any metric.
limits_of_groups some_groups(std::mt19937_64& dice, std::size_t k, bool any) {
  auto const share = [&] { return std::uniform_real_distribution<>(0, 1)(dice); };
  std::vector<proportion> counts;
  for (std::size_t i = 0; i < k; ++i) {
    double const n = std::floor(std::exp(1 + 5 * share()));
    counts.push_back({std::floor(n * (.5 + .5 * share())), n});
  }
  auto groups = of_counts(counts, .95);
  if (any)
    for (auto& g : groups)
      for (auto* l : {&g.pointwise, &g.simultaneous, &g.sidak})
        l->lower = g.value - std::round(4 * share()) / 8, l->upper = g.value + share();
  return groups;
}

bounded of(limits_of_group const& g, limit_pair limits_of_group::*which) { return {g.value, (g.*which).lower, (g.*which).upper}; }

TEST(Split, RangeIsThatOfAllPairs) {
  std::mt19937_64 dice(3);
  for (int round = 0; round < 200; ++round) {
    auto const groups = some_groups(dice, 2 + static_cast<std::size_t>(round) % 23, round % 2 == 1);
    double lower = 0, upper = 0, widest = 0;
    for (auto const& a : groups)
      for (auto const& b : groups)
        if (&a != &b) {
          lower = std::max(lower, mover(of(a, &limits_of_group::simultaneous), of(b, &limits_of_group::simultaneous), {}).lower);
          upper = std::max(upper, mover(of(a, &limits_of_group::pointwise), of(b, &limits_of_group::pointwise), {}).upper);
          widest = std::max(widest, a.value - b.value);
        }
    auto const r = split_range(groups);
    EXPECT_EQ(r.limits.lower, lower);
    EXPECT_EQ(r.limits.upper, upper);
    EXPECT_EQ(r.value, widest);
    EXPECT_EQ(groups[r.greatest].value - groups[r.least].value, r.value);
    EXPECT_LE(r.limits.lower, r.value);
    EXPECT_GE(r.limits.upper, r.value);
  }
}

TEST(Split, RangeOfTwoGroupsHasTheUpperLimitOfTheirDifference) {
  auto const groups = of_counts({{56, 70}, {48, 80}}, .95);
  auto const r = split_range(groups);
  EXPECT_EQ(r.greatest, 0u);
  EXPECT_EQ(r.least, 1u);
  EXPECT_EQ(r.limits.upper, mover(of(groups[0], &limits_of_group::pointwise), of(groups[1], &limits_of_group::pointwise), {}).upper);
  EXPECT_EQ(r.limits.lower,
            std::max(0., mover(of(groups[0], &limits_of_group::simultaneous), of(groups[1], &limits_of_group::simultaneous), {}).lower));
}

TEST(Split, RangeByHand) {
  // Differences by MOVER: .9 − .5 = .4; upper from .05 and .12: .4 + .13. The third group lies between, but its limits reach further up:
  // .7 − .5 = .2; upper from .35 and .12: .2 + .37.
  limits_of_groups const groups{{.9, {.8, .95}, {.86, .99}, {}}, {.5, {.38, .6}, {.3, .53}, {}}, {.7, {.6, 1.05}, {.1, 1}, {}}};
  auto const r = split_range(groups);
  EXPECT_NEAR(r.value, .4, 1e-15);
  EXPECT_NEAR(r.limits.upper, .57, 1e-15);
  EXPECT_NEAR(r.limits.lower, .4 - .05, 1e-15);  // from .04 and .03
}

TEST(Split, DoesNotDependOnTheOrderOfGroups) {
  std::mt19937_64 dice(5);
  auto groups = some_groups(dice, 40, false);
  auto const r = split_range(groups);
  auto const w = split_worst(groups, true);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(groups.begin(), groups.end(), dice);
    auto const other = split_range(groups);
    EXPECT_EQ(other.value, r.value);
    EXPECT_EQ(other.limits.lower, r.limits.lower);
    EXPECT_EQ(other.limits.upper, r.limits.upper);
    EXPECT_EQ(split_worst(groups, true).limits.upper, w.limits.upper);
  }
}

TEST(Split, IsNestedInTheLevel) {
  std::vector<proportion> const counts{{3, 20}, {15, 40}, {30, 31}, {9, 12}};
  double const levels[] = {.5, .8, .9, .95, .99, .9999};
  for (std::size_t i = 1; i < std::size(levels); ++i) {
    auto const narrow = of_counts(counts, levels[i - 1]), wide = of_counts(counts, levels[i]);
    testing::expect_within(split_range(narrow).limits, split_range(wide).limits);
    for (bool higher : {true, false}) testing::expect_within(split_worst(narrow, higher).limits, split_worst(wide, higher).limits);
  }
}

TEST(Split, WorstGroupByHand) {
  limits_of_groups const groups{{.9, {.8, .95}, {}, {.7, .99}}, {.5, {.38, .6}, {}, {.3, .7}}, {.6, {.35, .65}, {}, {.2, .68}}};
  auto const low = split_worst(groups, true);
  EXPECT_EQ(low.worst, 1u);
  EXPECT_EQ(low.value, .5);
  testing::expect_limits(low.limits, .35, .68, 0);
  auto const high = split_worst(groups, false);
  EXPECT_EQ(high.worst, 0u);
  EXPECT_EQ(high.value, .9);
  testing::expect_limits(high.limits, .7, .95, 0);
}

TEST(Split, GroupsWithoutLimitsTakeNoPart) {
  auto groups = of_counts({{3, 20}, {15, 40}, {30, 31}}, .95);
  auto const r = split_range(groups);
  auto const w = split_worst(groups, true);
  groups.insert(groups.begin(), {0, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}});
  EXPECT_EQ(split_range(groups).limits.upper, r.limits.upper);
  EXPECT_EQ(split_range(groups).least, r.least + 1);
  EXPECT_EQ(split_worst(groups, true).worst, w.worst + 1);
  testing::expect_none(split_range(std::span(groups).first(2)).limits, interval_status::too_few);
  testing::expect_none(split_worst(std::span(groups).first(1), true).limits, interval_status::too_few);
  EXPECT_EQ(split_worst(std::span(groups).first(2), true).worst, 1u);
}

TEST(Split, EqualGroupsHaveARangeFromZero) {  // a hundred thousand equal groups: all pairs would take a minute
  limits_of_groups const groups(100'000, {1, {.7, 1}, {.6, 1}, {.65, 1}});
  auto const r = split_range(groups);
  EXPECT_EQ(r.value, 0);
  EXPECT_EQ(r.limits.lower, 0);
  EXPECT_NEAR(r.limits.upper, .3, 1e-15);
  EXPECT_EQ(r.greatest, 0u);
  EXPECT_EQ(r.least, 1u) << "of two groups, not of one with itself";
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
