// SPDX-License-Identifier: Apache-2.0
// Rows with weights of their own: the backend `cpu` gives the integers of `reference` for any weights, on every instruction set, and a
// whole weight counts as so many rows.
#include <gtest/gtest.h>

#include "backend_workload.hpp"
#include "simd/weight_bounds.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_equal;
using testing::make_workload;
using testing::random_table;
using testing::shape;
using testing::table;
using testing::workload;

/// Each row gets one of these weights.
table with_weights(table t, std::vector<std::uint64_t> const& choices, std::uint64_t seed) {
  testing::dice roll(seed);
  for (std::size_t i = 0; i < t.size(); ++i) t.weight.push_back(choices[roll.below(static_cast<std::uint32_t>(choices.size()))]);
  return t;
}

TEST(RowWeights, EverySizeUpTo140) {
  std::uint32_t const levels[] = {0, 3, 1000};
  for (std::size_t n = 1; n <= 140; ++n) {
    SCOPED_TRACE(n);
    shape s{.n = n, .score_levels = levels[n % 3], .prevalence = .05 + .9 * static_cast<double>(n % 7) / 6, .n_levels = n % 2 ? 3 : 0};
    s.real_weights = n % 4 >= 2;
    if (!s.real_weights) s.weights_below = 9;
    expect_equal(make_workload(s, n), 0, n % 5 == 0 ? 129 : 16);
  }
}

TEST(RowWeights, TiesFromNoneToAll) {
  for (std::uint32_t levels : {1u, 2u, 10u, 50u, 1000u, 0u})
    for (double prevalence : {0.0, .02, .5, .98, 1.0}) {
      SCOPED_TRACE(::testing::Message() << levels << " levels, prevalence " << prevalence);
      shape s{.n = 700, .score_levels = levels, .prevalence = prevalence, .n_levels = 3};
      s.real_weights = true;
      expect_equal(make_workload(s, levels), 0, 32);
      s.real_weights = false, s.weights_below = 30;
      expect_equal(make_workload(s, levels + 1), 0, 32);
    }
}

TEST(RowWeights, AroundTheEndsOfDigitsAndWords) {
  for (int bits : {8, 15, 16, 30, 31, 32, 40}) {
    std::uint64_t const w = std::uint64_t{1} << bits;
    for (auto const& choices : {std::vector<std::uint64_t>{1, w - 1}, {1, 2, w}, {w - 1, w, w + 1}}) {
      SCOPED_TRACE(::testing::Message() << choices.front() << " to " << choices.back());
      expect_equal({with_weights(random_table({.n = 400, .score_levels = 60, .n_levels = 3}, choices.back()), choices, 1), 5}, 0, 48);
    }
  }
}

TEST(RowWeights, SumsNearTheGreatestThatIsAccepted) {
  for (std::uint32_t levels : {0u, 1u, 12u}) {
    auto t = with_weights(random_table({.n = 127, .score_levels = levels, .n_levels = 2}, levels), {std::uint64_t{1} << 44}, 1);
    for (std::size_t i = 0; i < t.size(); ++i) t.weight[i] += i;
    expect_equal({t, 5}, 0, 128);
  }
  // One row has nearly all the weight, and in some replicate it is drawn several times.
  auto t = with_weights(random_table({.n = 300, .score_levels = 0}, 4), {1, 2}, 2);
  t.weight[17] = (std::uint64_t{1} << 51) - 1000;
  expect_equal({t, 5}, 0, 256);
}

TEST(RowWeights, ManyGroupsAndCuts) {
  expect_equal(make_workload({.n = 2000, .score_levels = 200, .prevalence = .2, .weights_below = 9, .n_levels = 50}, 2, 40), 0, 130);
  expect_equal(make_workload({.n = 400, .prevalence = .2, .real_weights = true, .n_levels = 390}, 3, 5), 0, 32);
}

TEST(RowWeights, UnitsWithRowsOfDifferentWeights) {
  for (bool is_real : {false, true}) {
    std::uint32_t const below = is_real ? 0 : 200;
    expect_equal(
        make_workload({.n = 1500, .score_levels = 100, .weights_below = below, .real_weights = is_real, .n_units = 300, .n_levels = 3}, 4),
        0, 128);
    expect_equal(make_workload({.n = 1500, .score_levels = 0, .weights_below = below, .real_weights = is_real, .n_units = 5}, 5), 0, 128);
    expect_equal(
        make_workload({.n = 2000, .score_levels = 3, .weights_below = below, .real_weights = is_real, .n_units = 900, .n_strata = 3}, 6), 0,
        128);
  }
}

TEST(RowWeights, BeyondTheKernelsTheReferenceAddsThemUp) {  // make_cohort accepts no such weights
  workload w(with_weights(random_table({.n = 12, .score_levels = 4}, 3), {1, 2}, 1), 3);
  for (auto& weight : w.rows.weight) weight <<= 56;
  expect_equal(w, 0, 40);
}

/// Both cohorts have the same ranked sums, moments and cells in the data and in every replicate.
void expect_same_words(workload const& a, workload const& b) {
  EXPECT_TRUE(a.run_point("cpu") == b.run_point("cpu"));
  for (auto kind : {resampling::poisson, resampling::multinomial}) EXPECT_TRUE(a.run("cpu", kind, 0, 200) == b.run("cpu", kind, 0, 200));
}

TEST(RowWeights, AWholeWeightIsTheRowRepeated) {
  for (std::uint32_t levels : {0u, 40u}) {
    auto t = with_weights(random_table({.n = 500, .score_levels = levels, .prevalence = .2, .n_levels = 3}, levels), {1, 2, 3, 9, 70}, 3);
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < t.size(); ++i) {
      t.unit.push_back(static_cast<std::int64_t>(i));
      rows.insert(rows.end(), t.weight[i], i);
    }
    auto repeated = rows_at(t, rows);
    repeated.weight.clear();
    expect_same_words({t, 7, false}, {repeated, 7, false});
  }
}

TEST(WeightBounds, ChooseTheKernel) {
  using simd::ranked_sums;
  auto const chosen = [](bool is_weighted, std::uint64_t of_row, u128 of_replicate) {
    return simd::sums_for({is_weighted, of_row, of_replicate});
  };
  u128 const narrow_end = u128{1} << 31, wide_end = u128{1} << 59;
  EXPECT_EQ(chosen(false, 1, narrow_end - 1), ranked_sums::bytes);
  EXPECT_EQ(chosen(false, 1, narrow_end), ranked_sums::wide);
  EXPECT_EQ(chosen(true, 32767, narrow_end - 1), ranked_sums::narrow);
  EXPECT_EQ(chosen(true, 32768, narrow_end - 1), ranked_sums::wide);
  EXPECT_EQ(chosen(true, 1, narrow_end), ranked_sums::wide);
  EXPECT_EQ(chosen(true, 1, wide_end - 1), ranked_sums::wide);
  EXPECT_EQ(chosen(true, 1, wide_end), std::nullopt);
}

TEST(WeightBounds, HoldForEveryCohort) {
  auto const bounds = [](table const& t, resampling kind) {
    auto const rows = make(t);
    auto const order = rank(rows.models.front().score);
    auto const groups = everyone();
    return simd::bounds_of(testing::ranked_of(rows, order, groups), resampler(kind, 1, 0, rows.stratum_begin));
  };
  auto t = with_weights(random_table({.n = 3}, 1), {1}, 1);
  t.weight = {3, 10, 5};
  EXPECT_TRUE(bounds(t, resampling::poisson).replicate == 18 * random::greatest_poisson_weight);
  EXPECT_TRUE(bounds(t, resampling::multinomial).replicate == 30);  // the heaviest row, drawn each time
  t.unit = {1, 1, 2};
  EXPECT_TRUE(bounds(t, resampling::multinomial).replicate == 18 * 255);
  // The greatest weights that a cohort can have suit a kernel.
  t.weight = {1, 1, (std::uint64_t{1} << 51) - 2};
  for (auto kind : {resampling::poisson, resampling::multinomial}) EXPECT_EQ(simd::sums_for(bounds(t, kind)), simd::ranked_sums::wide);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
