// SPDX-License-Identifier: Apache-2.0
// A cohort with every pass that the engine makes, run by the backends `reference` and `cpu`.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"
#include "targets.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// A cohort with every pass that the engine makes, over all rows and over the groups of its attribute. Bins of equal mass depend on how
/// many rows there are.
struct workload {
  cohort rows;
  ranked_order order;
  std::vector<partition> partitions;
  std::vector<ranked_pass> ranked;
  std::vector<row_sums_pass> row_sums;

  workload(table const& t, std::uint32_t n_cuts, bool with_bins = true) : rows(make(t)) {
    order = rank(rows.models.front().score);
    partitions.push_back(everyone());
    if (!rows.attributes.empty()) partitions.push_back(cross({&rows.attributes.front()}));
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = 0; i <= n_cuts; ++i)
      if (n_cuts > 0) cuts.push_back(cut_at(rows.models.front().score, order, 1.0 - static_cast<double>(i) / n_cuts).position);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    for (auto const& groups : partitions) {
      ranked.push_back(ranked_of(rows, order, groups, cuts));
      ranked.push_back(ranked_of(rows, order, groups, cuts, false));
      row_sums.push_back(losses_pass(rows, groups, replicate_bits));
      row_sums.push_back(losses_pass(rows, groups, point_bits));  // amounts beyond 45 bits
      if (with_bins) row_sums.push_back(bins_pass(rows, order, groups, 5, replicate_bits));
      std::vector<std::uint32_t> cells(rows.n_rows());
      for (std::size_t row = 0; row < rows.n_rows(); ++row) cells[row] = 2u * rows.events()[row] + (t.score[row] > .5);
      row_sums.push_back({&rows, &groups, rows.weight, {{4, std::move(cells)}}});
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

/// `reference` and `cpu` give the same integers, for the data and for replicates of either kind, on every instruction set.
inline void expect_equal(workload const& w, std::uint32_t first, std::uint32_t count) {
  EXPECT_TRUE(w.run_point("reference") == w.run_point("cpu"));
  for (auto kind : {resampling::poisson, resampling::multinomial}) {
    SCOPED_TRACE(name_of(kind));
    auto const expected = w.run("reference", kind, first, count);
    on_every_target([&] { EXPECT_TRUE(expected == w.run("cpu", kind, first, count)); });
  }
}

inline workload make_workload(shape const& s, std::uint64_t seed, std::uint32_t n_cuts = 7) {
  return {testing::random_table(s, seed), n_cuts};
}

}  // namespace CLINMETRICS_NAMESPACE::testing
