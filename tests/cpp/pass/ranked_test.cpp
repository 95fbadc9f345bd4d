// SPDX-License-Identifier: Apache-2.0
// The ranked pass against a loop over all pairs of rows: ties, groups, weights, units, cuts, point and replicates.
#include "clinmetrics/pass/ranked.hpp"

#include <gtest/gtest.h>

#include "clinmetrics/tally/ranked_pairs.hpp"
#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::shape;

std::vector<double> scores_of(cohort const& c) {
  std::vector<double> out;
  visit(c.models[0].score, [&](auto item) {
    for (std::size_t i = 0; i < c.n_rows(); ++i) out.push_back(static_cast<double>(item[i]));
  });
  return out;
}

/// Position of every boundary between runs of equal scores, 0 and n among them.
std::vector<std::uint32_t> all_cuts(ranked_order const& order) {
  std::vector<std::uint32_t> cuts{0};
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order.ends_tie(i)) cuts.push_back(static_cast<std::uint32_t>(i + 1));
  return cuts;
}

/// The tally of one group by the definition, from the rows' multiplicities.
std::vector<std::uint64_t> by_definition(cohort const& c, partition const& groups, std::size_t group,
                                         std::vector<std::uint64_t> const& times, ranked_order const& order,
                                         std::vector<std::uint32_t> const& cuts) {
  auto const score = scores_of(c);
  std::uint64_t n_positive = 0, n_negative = 0;
  u128 two_u = 0, precision = 0;
  for (std::size_t i = 0; i < c.n_rows(); ++i) {
    if (groups.group_of(i) != group) continue;
    (c.events()[i] ? n_positive : n_negative) += times[i];
    if (!c.events()[i]) continue;
    std::uint64_t tp = 0, fp = 0;
    for (std::size_t j = 0; j < c.n_rows(); ++j) {
      if (groups.group_of(j) != group) continue;
      if (!c.events()[j]) two_u += static_cast<u128>(times[i]) * times[j] * (score[i] > score[j] ? 2u : score[i] == score[j] ? 1u : 0u);
      if (score[j] >= score[i]) (c.events()[j] ? tp : fp) += times[j];
    }
    if (times[i] > 0)
      precision +=
          static_cast<u128>(times[i]) * static_cast<std::uint64_t>(0x1p40 * (static_cast<double>(tp) / static_cast<double>(tp + fp)));
  }
  std::vector<std::uint64_t> words{n_positive, n_negative, low_half(two_u), high_half(two_u), low_half(precision), high_half(precision)};
  for (auto cut : cuts) {
    std::uint64_t tp = 0, fp = 0;
    for (std::uint32_t k = 0; k < cut; ++k)
      if (auto const row = order.row[k]; groups.group_of(row) == group) (c.events()[row] ? tp : fp) += times[row];
    words.push_back(tp), words.push_back(fp);
  }
  return words;
}

void expect_by_definition(shape const& s, std::uint64_t seed) {
  auto const c = testing::make(testing::random_table(s, seed));
  auto const order = rank(c.models[0].score);
  auto const groups = testing::partition_of(c);
  ranked_pass const pass = testing::ranked_of(c, order, groups, all_cuts(order));
  std::vector<std::uint64_t> times(c.n_rows());

  auto const once_each = testing::point(pass);
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = c.weight_of(i);
  for (std::size_t g = 0; g < groups.n_groups(); ++g)
    EXPECT_EQ(testing::words_of(once_each, g, 0), by_definition(c, groups, g, times, order, pass.cuts));

  for (auto kind : {resampling::multinomial, resampling::poisson}) {
    resampler const r(kind, seed, 0, c.stratum_begin);
    auto const drawn_block = testing::replicates(pass, r, 21);  // a full run of 16 and a part of one
    for (std::uint32_t replicate = 0; replicate < 21; ++replicate) {
      auto const w = testing::weights(r, replicate, 1);
      for (std::size_t i = 0; i < times.size(); ++i) times[i] = c.weight_of(i) * w[c.unit_of(i)];
      for (std::size_t g = 0; g < groups.n_groups(); ++g)
        EXPECT_EQ(testing::words_of(drawn_block, g, replicate), by_definition(c, groups, g, times, order, pass.cuts)) << replicate;
    }
  }
}

TEST(ranked, equals_the_definition) {
  std::uint64_t seed = 0;
  for (std::size_t n : {0u, 1u, 2u, 3u, 7u, 29u, 64u, 65u}) {
    expect_by_definition({.n = n}, ++seed);
    expect_by_definition({.n = n, .score_levels = 0}, ++seed);
    expect_by_definition({.n = n, .score_levels = 1}, ++seed);
    expect_by_definition({.n = n, .score_levels = 3, .n_levels = 3}, ++seed);
    expect_by_definition({.n = n, .weights_below = 5, .n_levels = 2}, ++seed);
    expect_by_definition({.n = n, .n_units = 6, .n_levels = 1}, ++seed);
    expect_by_definition({.n = n, .real_weights = true, .n_units = 9}, ++seed);
    expect_by_definition({.n = n, .prevalence = 0}, ++seed);
    expect_by_definition({.n = n, .prevalence = 1, .n_levels = 2}, ++seed);
  }
  expect_by_definition({.n = 80, .weights_below = 4, .n_units = 24, .n_strata = 3, .n_levels = 4}, ++seed);
}

TEST(ranked, by_hand) {
  // scores .9 .8 .8 .3, labels 1 0 1 0: pairs .9>.8, .9>.3, .8=.8, .8>.3 → 2U = 2 + 2 + 1 + 2; precisions 1 and 2/3
  testing::table const t{.score = {.3, .8, .9, .8}, .y = {0, 0, 1, 1}};
  auto const c = testing::make(t);
  auto const order = rank(c.models[0].score);
  auto const groups = everyone();
  ranked_pass const pass = testing::ranked_of(c, order, groups, {0, 1, 3, 4});
  auto const words = testing::words_of(testing::point(pass), 0, 0);
  auto const r = ranked_pairs::read(words);
  EXPECT_EQ(r.n_positive, 2u);
  EXPECT_EQ(r.n_negative, 2u);
  EXPECT_TRUE(r.two_u == 7);
  EXPECT_TRUE(wide(words[4], words[5]) == (std::uint64_t{1} << 40) + static_cast<std::uint64_t>(0x1p40 * (2. / 3)));
  EXPECT_EQ((std::vector<std::uint64_t>(words.begin() + 6, words.end())), (std::vector<std::uint64_t>{0, 0, 1, 0, 2, 1, 2, 2}));
}

TEST(ranked, sums_pass_64_bits) {
  std::uint64_t const big = (std::uint64_t{1} << 50) - 1;
  testing::table const t{.score = {.9, .1, .5}, .y = {1, 0, 1}, .weight = {big, big, 1}};
  auto const c = testing::make(t);
  auto const order = rank(c.models[0].score);
  auto const groups = everyone();
  auto const words = testing::words_of(testing::point(testing::ranked_of(c, order, groups)), 0, 0);
  auto const r = ranked_pairs::read(words);
  EXPECT_TRUE(r.two_u == 2 * static_cast<u128>(big + 1) * big);
  EXPECT_TRUE(wide(words[4], words[5]) == (static_cast<u128>(big + 1) << 40));
}

TEST(precision_term, is_the_truncated_quotient_of_doubles) {
  EXPECT_EQ(precision_term(1, 1), std::uint64_t{1} << 40);
  EXPECT_EQ(precision_term(1, 2), std::uint64_t{1} << 39);
  EXPECT_EQ(precision_term(0, 5), 0u);
  EXPECT_EQ(precision_term(1, 3), 366503875925u);  // ⌊2⁴⁰/3⌋
  testing::dice roll(1);
  for (int i = 0; i < 10'000; ++i) {
    std::uint64_t const all = 1 + roll() % (std::uint64_t{1} << 40), tp = roll() % (all + 1);
    auto const exact = static_cast<std::uint64_t>((static_cast<u128>(tp) << 40) / all);
    EXPECT_LE(precision_term(tp, all) - exact, 1u);  // IEEE division may round up to the next integer
  }
}

TEST(ranked, a_raised_flag_stops_the_walk) {
  std::atomic<bool> raised = true;
  auto const c = testing::make(testing::random_table({.n = 5}, 1));
  auto const order = rank(c.models[0].score);
  auto const groups = everyone();
  ranked_pass const pass = testing::ranked_of(c, order, groups);
  slot_block out(pass.n_slots(), 1, 1);
  EXPECT_THROW(pass.walk(once{stop_flag(&raised)}, out, 0), stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
