// SPDX-License-Identifier: Apache-2.0
// DeLong's variance of each group's AUROC against its definition: sample variances of the structural components over all pairs of rows.
#include "engine/placement_spread.hpp"

#include <gtest/gtest.h>

#include <array>

#include "clinmetrics/inference/delong.hpp"
#include "ordering/walk_in_parts.hpp"
#include "parallel.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// S₁₀/m + S₀₁/n from the components V₁₀ and V₀₁ (DeLong, DeLong & Clarke-Pearson 1988).
long double by_definition(testing::table const& t, int level, bool by_level) {
  std::vector<std::size_t> positive, negative;
  for (std::size_t i = 0; i < t.size(); ++i)
    if (!by_level || t.group[i] == level) (t.y[i] ? positive : negative).push_back(i);
  auto const part = [&](auto const& rows, auto const& others, bool rows_are_positive) {
    std::vector<long double> v;
    long double mean = 0, sum = 0;
    for (auto i : rows) {
      long double x = 0;
      for (auto j : others) {
        double const up = rows_are_positive ? t.score[i] : t.score[j], down = rows_are_positive ? t.score[j] : t.score[i];
        x += up > down ? 1 : up == down ? .5L : 0;
      }
      v.push_back(x / static_cast<long double>(others.size())), mean += v.back();
    }
    if (rows.size() < 2) return 0.0L;
    mean /= static_cast<long double>(v.size());
    for (auto x : v) sum += (x - mean) * (x - mean);
    return sum / static_cast<long double>(v.size() - 1) / static_cast<long double>(v.size());
  };
  return part(positive, negative, true) + part(negative, positive, false);
}

/// DeLong's variances of all groups.
std::vector<double> variances(cohort const& c, ranked_order const& order, partition const& groups) {
  std::vector<std::array<double, 2>> sizes(groups.n_groups());
  for (std::size_t row = 0; row < c.n_rows(); ++row) ++sizes[groups.group_of(row)][c.events()[row] != 0 ? 0 : 1];
  auto const spread = engine::spread_of_placements(c.events(), order, groups, {});
  std::vector<double> out;
  for (std::size_t g = 0; g < spread.size(); ++g) out.push_back(detail::delong_variance({sizes[g][0], sizes[g][1]}, spread[g]));
  return out;
}

TEST(spread_of_placements, gives_delongs_variance) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    auto const t = testing::random_table({.n = 40 + seed, .score_levels = seed % 3 == 0 ? 0u : 5u, .n_levels = 3}, seed);
    auto const c = testing::make(t);
    auto const order = rank(c.models[0].score);
    auto const all = variances(c, order, everyone());
    ASSERT_EQ(all.size(), 1u);
    auto const whole = by_definition(t, 0, false);
    EXPECT_NEAR(all[0], static_cast<double>(whole), 1e-13 * static_cast<double>(whole));
    auto const groups = testing::partition_of(c);
    auto const parts = variances(c, order, groups);
    ASSERT_EQ(parts.size(), groups.n_groups());
    for (std::size_t g = 0; g < parts.size(); ++g) {
      int const level = groups.groups[g][0] ? std::stoi(groups.groups[g][0]->substr(6)) : -1;
      auto const rows = testing::rows_where(t, [&](std::size_t i) { return t.group[i] == level; });
      auto const n_positive = std::count(rows.y.begin(), rows.y.end(), 1);
      auto const n_negative = static_cast<std::ptrdiff_t>(rows.size()) - n_positive;
      if (std::min(n_positive, n_negative) < 2) {
        EXPECT_TRUE(std::isnan(parts[g]));
        continue;
      }
      auto const exact = by_definition(t, level, true);
      EXPECT_NEAR(parts[g], static_cast<double>(exact), 1e-13 * static_cast<double>(exact));
    }
  }
}

TEST(spread_of_placements, are_zero_where_nothing_varies) {
  testing::table const perfect{.score = {.1, .2, .3, .8, .9}, .y = {0, 0, 0, 1, 1}};
  auto const c = testing::make(perfect);
  EXPECT_EQ(variances(c, rank(c.models[0].score), everyone())[0], 0);
  testing::table const tied{.score = {.5, .5, .5, .5}, .y = {0, 1, 0, 1}};
  auto const d = testing::make(tied);
  EXPECT_EQ(variances(d, rank(d.models[0].score), everyone())[0], 0);
}

/// The doubled placements of each class, by counting pairs.
engine::sums_of_both by_pairs(testing::table const& t) {
  std::vector<double> of_class[2];
  for (std::size_t i = 0; i < t.size(); ++i) of_class[t.y[i]].push_back(t.score[i]);
  auto const sums_of = [](std::vector<double> const& scores, std::vector<double> const& others, bool above_wins) {
    engine::placement_sums sums;
    for (double x : scores) {
      std::uint64_t v = 0;
      for (double other : others) v += x == other ? 1 : (x > other) == above_wins ? 2 : 0;
      sums.add(1, v);
    }
    return sums;
  };
  return {sums_of(of_class[1], of_class[0], true), sums_of(of_class[0], of_class[1], false)};
}

void expect_equal(engine::placement_sums const& found, engine::placement_sums const& expected) {
  EXPECT_EQ(found.n, expected.n);
  EXPECT_TRUE(found.sum == expected.sum);
  EXPECT_TRUE(found.squares == expected.squares);
}

TEST(sums_of_placements, are_exact_for_any_number_of_threads) {
  for (std::uint32_t levels : {0u, 200u}) {
    auto const t =
        testing::random_table({.n = 3 * usual_rows_of_part + 7, .score_levels = levels, .prevalence = .003, .n_levels = 2}, levels);
    auto const c = testing::make(t);
    auto const order = rank(c.models[0].score);
    for (auto const& groups : {everyone(), testing::partition_of(c)}) {
      std::vector<engine::sums_of_both> expected;
      for (auto const& group : groups.groups) {
        int const level = !group.empty() && group[0] ? std::stoi(group[0]->substr(6)) : -1;
        bool const is_whole = groups.n_groups() == 1;
        expected.push_back(by_pairs(testing::rows_where(t, [&](std::size_t row) { return is_whole || t.group[row] == level; })));
      }
      for (int n_threads : {1, 2, 3})
        parallel::with_threads(n_threads, [&] {
          auto const found = engine::sums_of_placements(c.events(), order, groups, {});
          ASSERT_EQ(found.size(), expected.size());
          for (std::size_t g = 0; g < found.size(); ++g) {
            expect_equal(found[g].of_positives, expected[g].of_positives);
            expect_equal(found[g].of_negatives, expected[g].of_negatives);
          }
        });
    }
  }
}

// pROC #19: at n = 144,720 the doubled placements' squares passed 32 bits and the AUROC came out as 15.97.
TEST(spread_of_placements, of_many_rows_do_not_overflow) {
  std::size_t const half = 100'000;
  testing::table t;
  for (std::size_t i = 0; i < half; ++i) {  // positives and negatives take turns: V₁₀ = i/half, V₀₁ the same: each has variance 1/12
    t.score.push_back(static_cast<double>(2 * i + 1)), t.y.push_back(1);
    t.score.push_back(static_cast<double>(2 * i)), t.y.push_back(0);
  }
  auto const c = testing::make(t);
  auto const m = static_cast<double>(half);
  EXPECT_NEAR(variances(c, rank(c.models[0].score), everyone())[0], 2 * (m + 1) / (12 * m * m), 1e-17);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
