// SPDX-License-Identifier: Apache-2.0
// The runs against the ties of which they are made: which ties are counted together follows from their rows alone.
#include "ordering/class_runs.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <vector>

#include "clinmetrics/core/error.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;

struct example {
  std::vector<std::int32_t> score;
  std::vector<std::uint8_t> label;
  ranked_order order;
  example(std::size_t n, std::uint32_t n_scores, double prevalence, std::uint64_t seed) : score(n), label(n) {
    dice roll(seed);
    for (std::size_t i = 0; i < n; ++i)
      score[i] = static_cast<std::int32_t>(roll.below(n_scores)), label[i] = roll.uniform() < prevalence ? 1 : 0;
    order = rank(column_of(std::span<std::int32_t const>(score)));
  }
};

/// Σ over pairs of classes: twice the positive rows above the negative ones, ties once; and Σ over positives of the rows above or tied.
struct pair_sums {
  std::uint64_t n_positive = 0, n_negative = 0, pairs = 0, reached = 0;
  void add(std::uint64_t positive, std::uint64_t negative) {
    pairs += negative * (2 * n_positive + positive);
    n_positive += positive, n_negative += negative;
    reached += positive * (n_positive + n_negative);
  }
};

/// By the definition of a tie.
pair_sums by_ties(example const& e, positions at) {
  pair_sums sums;
  for (std::size_t i = at.begin, end = i; i < at.end; i = end) {
    std::uint64_t n[2] = {};
    for (; end < at.end && e.score[e.order.row[end]] == e.score[e.order.row[i]]; ++end) ++n[e.label[e.order.row[end]]];
    sums.add(n[1], n[0]);
  }
  return sums;
}

/// With labels that are read row by row, or in order.
pair_sums by_runs(example const& e, positions at, run_of kind) {
  pair_sums sums;
  std::vector<std::array<std::uint64_t, 2>> runs, again;
  for_each_class_run(e.order, labels_by_row{e.order, e.label}, at, kind, {}, [&](class_weights const& run) {
    EXPECT_GT(run.positive + run.negative, 0);
    sums.add(run.positive, run.negative), runs.push_back({run.positive, run.negative});
  });
  labels_in_order const labels(e.order, e.label, {});
  for_each_class_run(e.order, labels, at, kind, {}, [&](class_weights const& run) { again.push_back({run.positive, run.negative}); });
  EXPECT_EQ(again, runs);
  EXPECT_EQ(labels.count(at).positive, sums.n_positive);
  EXPECT_EQ(labels.count(at).negative, sums.n_negative);
  return sums;
}

TEST(for_each_class_run, changes_no_sum_over_pairs_of_classes) {
  std::uint64_t seed = 0;
  for (std::size_t n : {0u, 1u, 2u, 63u, 64u, 65u, 127u, 128u, 129u, 1000u})
    for (std::uint32_t n_scores : {1u, 3u, 40u, 1000u, 100'000'000u})
      for (double prevalence : {0., .02, .5, .98, 1.}) {
        SCOPED_TRACE(::testing::Message() << n << " rows, " << n_scores << " scores, prevalence " << prevalence);
        example const e(n, n_scores, prevalence, ++seed);
        std::vector<std::size_t> borders{0, n};
        for (std::size_t at : {n / 3, n / 2, n - n / 5})
          if (at > 0 && at < n) borders.push_back(last_of_tie(e.order, at) + 1);
        for (auto begin : borders)
          for (auto end : borders) {
            if (begin > end) continue;
            auto const expected = by_ties(e, {begin, end});
            auto const either = by_runs(e, {begin, end}, run_of::either_class), negatives = by_runs(e, {begin, end}, run_of::negatives);
            EXPECT_EQ(either.pairs, expected.pairs);
            EXPECT_EQ(negatives.pairs, expected.pairs);
            EXPECT_EQ(negatives.reached, expected.reached);
            for (auto const& found : {either, negatives}) {
              EXPECT_EQ(found.n_positive, expected.n_positive);
              EXPECT_EQ(found.n_negative, expected.n_negative);
            }
          }
      }
}

TEST(for_each_class_run, visits_few_runs_where_few_rows_are_positive) {
  example const e(64'000, 1'000'000'000, .01, 1);
  std::size_t n_runs = 0, n_positive = 0;
  for_each_class_run(e.order, labels_by_row{e.order, e.label}, {0, 64'000}, run_of::either_class, {},
                     [&](class_weights const& run) { ++n_runs, n_positive += run.positive; });
  EXPECT_LE(n_runs, 2 * n_positive + 64'000 / 64 + 20);
}

TEST(for_each_class_run, stops_when_it_is_told_to) {
  example const e(3 * stop_flag::rows_between_looks, 2, .5, 1);
  std::atomic<bool> raised = false;
  std::size_t n_runs = 0;
  EXPECT_THROW(for_each_class_run(e.order, labels_by_row{e.order, e.label}, {0, e.order.size()}, run_of::either_class, stop_flag(&raised),
                                  [&](class_weights const&) { raised = ++n_runs == 1; }),
               stopped);
  EXPECT_EQ(n_runs, 1);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
