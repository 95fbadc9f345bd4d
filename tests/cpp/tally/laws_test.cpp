// SPDX-License-Identifier: Apache-2.0
// Laws of every tally, in the integers: a group equals the filtered cohort, parts add up, the order of rows has no effect, a weight is
// repetition, weight zero is absence, and exchanging the labels exchanges 2U.
#include <gtest/gtest.h>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/ranked_pairs.hpp"
#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::shape;
using testing::table;
using words = std::vector<std::uint64_t>;

row_sums_pass losses(cohort const& c, partition const& groups) { return testing::losses_pass(c, groups, point_bits); }

/// Positions of fixed thresholds, so that cohorts with other rows can be compared.
std::vector<std::uint32_t> cuts_of(cohort const& c, ranked_order const& order) {
  std::vector<std::uint32_t> cuts;
  for (double t : {2., .75, .5, .25, -1.}) cuts.push_back(cut_at(c.models[0].score, order, t).position);
  return cuts;
}

struct tallies {
  words ranked, losses;
  bool operator==(tallies const&) const = default;
};

tallies point_of(cohort const& c, partition const& groups, std::size_t group) {
  auto const order = rank(c.models[0].score);
  return {testing::words_of(testing::point(testing::ranked_of(c, order, groups, cuts_of(c, order))), group, 0),
          testing::words_of(testing::point(losses(c, groups)), group, 0)};
}
tallies whole_of(table const& t) { return point_of(testing::make(t), everyone(), 0); }

std::vector<shape> shapes() {
  return {{.n = 40},
          {.n = 41, .score_levels = 0},
          {.n = 60, .weights_below = 4},
          {.n = 50, .weights_below = 3, .n_units = 13},
          {.n = 3},
          {.n = 1},
          {.n = 2}};
}

TEST(laws, a_group_is_the_filtered_cohort) {
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (auto s : shapes()) {
      s.n_levels = 3;
      auto const t = testing::random_table(s, seed);
      auto const c = testing::make(t);
      auto const groups = testing::partition_of(c);
      for (std::size_t g = 0; g < groups.n_groups(); ++g) {
        auto const level = groups.groups[g][0] ? std::stoi(groups.groups[g][0]->substr(6)) : -1;
        auto const filtered = testing::rows_where(t, [&](std::size_t i) { return t.group[i] == level; });
        if (testing::make(filtered).is_weighted() != c.is_weighted()) continue;  // all its weights are equal, which is none: another factor
        EXPECT_TRUE(point_of(c, groups, g) == whole_of(filtered));
      }
    }
}

TEST(laws, parts_add_up_to_the_whole) {
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (auto const& s : shapes()) {
      auto const t = testing::random_table(s, seed);
      auto const c = testing::make(t);
      auto const groups = everyone();
      auto const whole = testing::words_of(testing::point(losses(c, groups)), 0, 0);
      testing::dice roll(seed);
      attribute part{"part", {}, {"a", "b", "c"}};
      for (std::size_t i = 0; i < c.n_rows(); ++i) part.code.push_back(static_cast<std::int32_t>(roll.below(3)));
      auto const parts = cross({&part});
      auto const block = testing::point(losses(c, parts));
      words sum(whole.size());
      auto const n_wide = [](std::size_t slot) { return slot >= 2 && slot < 8; };  // Σp, Σ(p − y)², Σ log loss: two words each
      for (std::size_t g = 0; g < parts.n_groups(); ++g) {
        auto const w = testing::words_of(block, g, 0);
        for (std::size_t slot = 0; slot < w.size(); ++slot)
          if (!n_wide(slot))
            sum[slot] += w[slot];
          else if (slot % 2 == 0)
            add_wide(sum[slot], sum[slot + 1], wide(w[slot], w[slot + 1]));
      }
      EXPECT_EQ(sum, whole);
    }
}

TEST(laws, rows_may_change_places) {
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (auto const& s : shapes()) {
      auto const t = testing::random_table(s, seed);
      EXPECT_TRUE(whole_of(testing::shuffled(t, seed + 1)) == whole_of(t));
    }
}

TEST(laws, replicates_do_not_depend_on_the_order_of_rows_where_units_are_named) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    auto const t = testing::random_table({.n = 70, .weights_below = 3, .n_units = 20, .n_strata = 2}, seed);
    auto const replicates_of = [&](table const& rows) {
      auto const c = testing::make(rows);
      auto const order = rank(c.models[0].score);
      auto const groups = everyone();
      resampler const r(resampling::multinomial, 4, 0, c.stratum_begin);
      auto const block = testing::replicates(testing::ranked_of(c, order, groups, cuts_of(c, order)), r, 32);
      return words(block.words().begin(), block.words().end());
    };
    EXPECT_EQ(replicates_of(testing::shuffled(t, seed + 1)), replicates_of(t));
  }
}

TEST(laws, an_integer_weight_is_repetition) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const t = testing::random_table({.n = 30, .weights_below = 5}, seed);
    std::vector<std::size_t> repeated;
    for (std::size_t i = 0; i < t.size(); ++i) repeated.insert(repeated.end(), t.weight[i], i);
    auto plain = testing::rows_at(t, repeated);
    plain.weight.clear();
    EXPECT_TRUE(whole_of(t) == whole_of(plain));
  }
}

TEST(laws, weight_zero_is_absence) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto const t = testing::random_table({.n = 40, .weights_below = 3, .n_units = 15}, seed);
    auto const present = testing::rows_where(t, [&](std::size_t i) { return t.weight[i] > 0; });
    EXPECT_TRUE(whole_of(t) == whole_of(present));
    EXPECT_EQ(testing::make(t).stratum_begin, testing::make(present).stratum_begin);
  }
}

TEST(laws, turning_the_labels_round_swaps_two_u) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto t = testing::random_table({.n = 50, .weights_below = 4}, seed);
    auto const read = [](tallies const& x) { return ranked_pairs::read(x.ranked); };
    auto const a = read(whole_of(t));
    for (auto& y : t.y) y = !y;
    auto const b = read(whole_of(t));
    EXPECT_EQ(a.n_positive, b.n_negative);
    EXPECT_TRUE(a.two_u + b.two_u == 2 * static_cast<u128>(a.n_positive) * a.n_negative);
    for (auto& s : t.score) s = 1 - s;
    EXPECT_TRUE(read(whole_of(t)).two_u == a.two_u) << "labels and scores both turned round";
  }
}

TEST(laws, a_monotone_transform_of_the_scores_changes_nothing) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    auto t = testing::random_table({.n = 50, .weights_below = 4}, seed);
    auto const ranked_of = [](table const& rows) {
      auto const c = testing::make(rows);
      auto const order = rank(c.models[0].score);
      auto const groups = everyone();
      return testing::words_of(testing::point(testing::ranked_of(c, order, groups)), 0, 0);
    };
    auto const before = ranked_of(t);
    for (auto& s : t.score) s = std::exp(3 * s) - 7;
    EXPECT_EQ(ranked_of(t), before);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
