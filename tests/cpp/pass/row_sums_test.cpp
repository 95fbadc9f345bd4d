// SPDX-License-Identifier: Apache-2.0
// The row-sums pass against plain sums: counts and amounts by cell, groups, weights, units, point and replicates.
#include "clinmetrics/pass/row_sums.hpp"

#include <gtest/gtest.h>

#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// A pass with every kind of sum: counts of all rows, counts by cell, amounts of all rows, amounts by cell.
row_sums_pass pass_over(cohort const& c, partition const& groups, std::uint64_t seed) {
  testing::dice roll(seed);
  std::size_t const n = c.n_rows();
  std::vector<std::uint32_t> one_of_three(n), one_of_two(n);
  std::vector<std::uint64_t> large(n), largest(n);
  for (std::size_t i = 0; i < n; ++i) {
    one_of_three[i] = roll.below(3), one_of_two[i] = roll.below(2);
    largest[i] = roll() >> 1, large[i] = roll() >> 2;  // sums pass 64 bits
  }
  return {&c, &groups, c.weight, {{}, {3, one_of_three}, {1, {}, largest}, {2, one_of_two, large}}};
}

std::vector<std::uint64_t> by_definition(row_sums_pass const& pass, std::size_t group, std::vector<std::uint64_t> const& times) {
  std::vector<std::uint64_t> words;
  for (auto const& sum : pass.sums)
    for (std::size_t cell = 0; cell < sum.n_cells; ++cell) {
      u128 total = 0;
      for (std::size_t i = 0; i < pass.rows->n_rows(); ++i)
        if (pass.groups->group_of(i) == group && (sum.cell.empty() || sum.cell[i] == cell))
          total += static_cast<u128>(times[i]) * (sum.amount.empty() ? 1 : sum.amount[i]);
      words.push_back(low_half(total));
      if (!sum.amount.empty()) words.push_back(high_half(total));
    }
  return words;
}

void expect_by_definition(testing::shape const& s, std::uint64_t seed) {
  auto const c = testing::make(testing::random_table(s, seed));
  auto const groups = testing::partition_of(c);
  auto const pass = pass_over(c, groups, seed);
  std::vector<std::uint64_t> times(c.n_rows());
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = c.weight_of(i);
  auto const once_each = testing::point(pass);
  for (std::size_t g = 0; g < groups.n_groups(); ++g) EXPECT_EQ(testing::words_of(once_each, g, 0), by_definition(pass, g, times));

  resampler const r(resampling::multinomial, seed, 0, c.stratum_begin);
  auto const block = testing::replicates(pass, r, 19);
  for (std::uint32_t replicate = 0; replicate < 19; ++replicate) {
    auto const w = testing::weights(r, replicate, 1);
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = c.weight_of(i) * w[c.unit_of(i)];
    for (std::size_t g = 0; g < groups.n_groups(); ++g) EXPECT_EQ(testing::words_of(block, g, replicate), by_definition(pass, g, times));
  }
}

TEST(row_sums, equals_the_definition) {
  std::uint64_t seed = 100;
  for (std::size_t n : {0u, 1u, 2u, 3u, 31u, 127u, 128u, 129u}) {
    expect_by_definition({.n = n}, ++seed);
    expect_by_definition({.n = n, .n_levels = 3}, ++seed);
    expect_by_definition({.n = n, .weights_below = 6, .n_units = 11, .n_levels = 2}, ++seed);
    expect_by_definition({.n = n, .real_weights = true}, ++seed);
  }
}

TEST(row_sums, computed_numbers_count_as_stored_ones) {
  auto const c = testing::make(testing::random_table({.n = 129, .weights_below = 6, .n_levels = 2}, 3));
  auto const groups = testing::partition_of(c);
  auto const stored = pass_over(c, groups, 5);
  row_sums_pass computed = stored;
  for (std::size_t i = 0; i < stored.sums.size(); ++i) {
    auto& sum = computed.sums[i];
    if (!sum.cell.empty()) sum.cell = [numbers = stored.sums[i].cell](std::size_t row) { return numbers[row]; };
    if (!sum.amount.empty()) sum.amount = [numbers = stored.sums[i].amount](std::size_t row) { return numbers[row]; };
  }
  slot_block a(stored.n_slots(), groups.n_groups(), 1), b(computed.n_slots(), groups.n_groups(), 1);
  stored.walk(once{}, a, 0), computed.walk(once{}, b, 0);
  for (std::size_t slot = 0; slot < stored.n_slots(); ++slot)
    for (std::size_t group = 0; group < groups.n_groups(); ++group) EXPECT_EQ(a.at(slot, group, 0), b.at(slot, group, 0));
}

TEST(row_sums, slots_follow_the_sums) {
  cell_sum const counts{3, {0}, {}}, amounts{2, {0}, {1}};
  EXPECT_EQ(counts.n_slots(), 3u);
  EXPECT_EQ(amounts.n_slots(), 4u);
  EXPECT_EQ((row_sums_pass{nullptr, nullptr, {}, {counts, amounts}}.n_slots()), 7u);
}

TEST(row_sums, columns_before_and_after_stay_untouched) {
  auto const c = testing::make(testing::random_table({.n = 10}, 1));
  auto const groups = everyone();
  row_sums_pass const pass{&c, &groups, c.weight, {cell_sum{}}};
  slot_block out(1, 1, 3);
  pass.walk(once{}, out, 1);
  EXPECT_EQ(out.at(0, 0, 0), 0u);
  EXPECT_EQ(out.at(0, 0, 1), 10u);
  EXPECT_EQ(out.at(0, 0, 2), 0u);
}

TEST(row_sums, a_raised_flag_stops_the_walk) {
  std::atomic<bool> raised = true;
  auto const c = testing::make(testing::random_table({.n = 5}, 1));
  auto const groups = everyone();
  row_sums_pass const pass{&c, &groups, c.weight, {cell_sum{}}};
  slot_block out(1, 1, 1);
  EXPECT_THROW(pass.walk(once{stop_flag(&raised)}, out, 0), stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
