// SPDX-License-Identifier: Apache-2.0
// The backend `cpu` gives the integers of `reference`, for any size, shape of the data and instruction set.
#include <gtest/gtest.h>

#include <memory>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"
#include "targets.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::on_every_target;
using testing::shape;

/// A cohort with every pass that the engine makes, over all rows and over the groups of its attribute.
struct workload {
  cohort rows;
  ranked_order order;
  std::vector<partition> partitions;
  std::vector<ranked_pass> ranked;
  std::vector<row_sums_pass> row_sums;

  workload(testing::table const& t, std::uint32_t n_cuts) : rows(make(t)) {
    order = rank(rows.models.front().score);
    partitions.push_back(everyone());
    if (!rows.attributes.empty()) partitions.push_back(cross({&rows.attributes.front()}));
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = 0; i <= n_cuts; ++i)
      if (n_cuts > 0) cuts.push_back(cut_at(rows.models.front().score, order, 1.0 - static_cast<double>(i) / n_cuts).position);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    for (auto const& groups : partitions) {
      ranked.push_back(testing::ranked_of(rows, order, groups, cuts));
      row_sums.push_back(testing::losses_pass(rows, groups, replicate_bits));
      row_sums.push_back(testing::bins_pass(rows, order, groups, 5, replicate_bits));
      cell_sum cells{4, std::vector<std::uint32_t>(rows.n_rows()), {}};
      for (std::size_t row = 0; row < rows.n_rows(); ++row) cells.cell[row] = 2u * rows.events()[row] + (t.score[row] > .5);
      row_sums.push_back({&rows, &groups, rows.weight, {std::move(cells)}});
    }
  }

  /// All words of all passes over replicates.
  std::vector<std::uint64_t> run(std::string_view name, resampling kind, std::uint32_t first, std::uint32_t count) const {
    resampler const weights(kind, 20240607, 3, rows.stratum_begin);
    return words_of(count, [&](auto const& requests, run_control& control) {
      make_backend(name)->run_replicates(requests, weights, first, count, control);
      EXPECT_EQ(control.done, count);
    });
  }
  /// All words of all passes over the data.
  std::vector<std::uint64_t> run_point(std::string_view name) const {
    return words_of(1, [&](auto const& requests, run_control& control) { make_backend(name)->run_point(requests, control); });
  }

 private:
  template <class Run>
  std::vector<std::uint64_t> words_of(std::uint32_t count, Run const& work) const {
    std::vector<std::unique_ptr<slot_block>> blocks;
    std::vector<pass_request> requests;
    auto const add = [&](auto const& pass) {
      blocks.push_back(std::make_unique<slot_block>(pass.n_slots(), pass.groups->n_groups(), count));
      requests.push_back({&pass, blocks.back().get()});
    };
    for (auto const& pass : ranked) add(pass);
    for (auto const& pass : row_sums) add(pass);
    run_control control;
    work(requests, control);
    std::vector<std::uint64_t> words;
    for (auto const& b : blocks) words.insert(words.end(), b->words().begin(), b->words().end());
    return words;
  }
};

void expect_equal(workload const& w, std::uint32_t first, std::uint32_t count) {
  EXPECT_TRUE(w.run_point("reference") == w.run_point("cpu"));
  for (auto kind : {resampling::poisson, resampling::multinomial}) {
    SCOPED_TRACE(name_of(kind));
    auto const expected = w.run("reference", kind, first, count);
    on_every_target([&] { EXPECT_TRUE(expected == w.run("cpu", kind, first, count)); });
  }
}

workload make_workload(shape const& s, std::uint64_t seed, std::uint32_t n_cuts = 7) { return {testing::random_table(s, seed), n_cuts}; }

TEST(CpuBackend, EverySizeUpTo257) {
  for (std::size_t n = 1; n <= 257; ++n) {
    SCOPED_TRACE(n);
    std::uint32_t const levels[] = {0, 3, 1000};
    auto const w = make_workload(
        {.n = n, .score_levels = levels[n % 3], .prevalence = .05 + .9 * static_cast<double>(n % 7) / 6, .n_levels = n % 2 ? 3 : 0}, n);
    expect_equal(w, 0, n % 5 == 0 ? 129 : 16);
  }
}

TEST(CpuBackend, SizesAroundPowersOfTwoAndPrimes) {
  for (std::size_t n : {383u, 384u, 385u, 511u, 512u, 513u, 640u, 1021u, 1023u, 1024u, 1025u, 2039u, 4095u, 4097u, 8191u}) {
    SCOPED_TRACE(n);
    expect_equal(make_workload({.n = n, .score_levels = n % 2 ? 0u : 1000u, .prevalence = .3, .n_levels = 4}, n), 0, 128);
  }
}

TEST(CpuBackend, TiesFromNoneToAll) {
  for (std::uint32_t levels : {1u, 2u, 3u, 10u, 50u, 100u, 1000u, 0u})
    for (double prevalence : {0.0, .02, .5, .98, 1.0}) {
      SCOPED_TRACE(::testing::Message() << levels << " levels, prevalence " << prevalence);
      expect_equal(make_workload({.n = 1500, .score_levels = levels, .prevalence = prevalence, .n_levels = 3}, levels), 0, 32);
    }
}

TEST(CpuBackend, AnyRangeOfReplicates) {
  auto const w = make_workload({.n = 300, .score_levels = 20, .n_levels = 2}, 1);
  for (std::uint32_t first : {0u, 1u, 7u, 16u, 100u, 128u, 250u})
    for (std::uint32_t count : {1u, 8u, 27u, 128u, 300u}) expect_equal(w, first, count);
}

TEST(CpuBackend, ManyGroupsAndCuts) {
  expect_equal(make_workload({.n = 3000, .score_levels = 200, .prevalence = .2, .n_levels = 150}, 2, 100), 0, 130);
  expect_equal(make_workload({.n = 700, .prevalence = .2, .n_levels = 690}, 3, 10), 0, 64);
}

TEST(CpuBackend, ClustersAndStrata) {
  expect_equal(make_workload({.n = 2000, .score_levels = 100, .n_units = 300, .n_levels = 3}, 4), 0, 128);
  expect_equal(make_workload({.n = 2000, .score_levels = 0, .n_units = 5, .n_levels = 3}, 5), 0,
               128);  // hundreds of rows per unit: byte sums overflow
  expect_equal(make_workload({.n = 3000, .score_levels = 3, .n_units = 40}, 6), 0, 128);
  expect_equal(make_workload({.n = 2500, .score_levels = 0, .n_units = 900, .n_strata = 3, .n_levels = 2}, 7), 0, 128);
}

TEST(CpuBackend, SampleWeights) {
  expect_equal(make_workload({.n = 900, .score_levels = 100, .weights_below = 9, .n_levels = 3}, 8), 0, 48);
  expect_equal(make_workload({.n = 900, .score_levels = 100, .real_weights = true, .n_levels = 3}, 9), 0, 48);
}

TEST(CpuBackend, StopsWhenAsked) {
  auto const w = make_workload({.n = 300}, 10);
  slot_block out(w.ranked[0].n_slots(), 1, 128);
  pass_request const request{&w.ranked[0], &out};
  run_control control;
  control.stop = true;
  for (auto kind : {resampling::poisson, resampling::multinomial})
    EXPECT_THROW(make_backend("cpu")->run_replicates({&request, 1}, resampler(kind, 1, 0, w.rows.stratum_begin), 0, 128, control), stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
