// SPDX-License-Identifier: Apache-2.0
// A cohort with every pass that the engine makes, run by the reference and by the kernels on the host.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/moments.hpp"
#include "device/run_on_plugin.hpp"
#include "host_runtime.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace clinmetrics::testing {

struct workload {
  table rows_given;
  cohort rows;
  ranked_order order;
  partition groups;
  std::vector<ranked_pass> ranked;
  std::vector<by_row_pass> by_row;

  workload(table const& t, std::uint32_t n_cuts, bool wants_precision = true) : rows_given(t), rows(make(rows_given)) {
    order = rank(rows.models.front().score);
    groups = rows.attributes.empty() ? everyone() : cross({&rows.attributes.front()});
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = 0; i <= n_cuts; ++i)
      if (n_cuts > 0) cuts.push_back(cut_at(rows.models.front().score, order, 1.0 - static_cast<double>(i) / n_cuts).position);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    auto const risk = [&](std::size_t row) {
      return visit(rows.models.front().score, [&](auto item) { return static_cast<double>(item[row]); });
    };
    ranked.push_back({&rows, &order, &groups, cuts, wants_precision});
    by_row.push_back(moments_pass(rows, groups, risk, replicate_bits));
    by_row.push_back(calibration_pass(rows, groups, equal_mass_bins(rows, order, groups, 5), 5, risk, replicate_bits));
    by_row.push_back(calibration_pass(rows, groups, equal_mass_bins(rows, order, groups, 3), 3, risk, point_bits));  // sums beyond 64 bits
    cell_sum cells{4, std::vector<std::uint32_t>(rows.n_rows()), {}};
    for (std::size_t row = 0; row < rows.n_rows(); ++row) cells.cell[row] = 2u * rows.y[row] + (risk(row) > .5);
    by_row.push_back({&rows, &groups, {std::move(cells)}});
    by_row.push_back(moments_pass(rows, groups, risk, replicate_bits));  // with more sums than one launch takes
    by_row.back().sums.push_back(by_row[1].sums[1]);
    by_row.back().sums.push_back(by_row[2].sums[1]);
  }
  workload(workload const&) = delete;

  std::vector<pass_request> requests(std::vector<std::unique_ptr<slot_block>>& blocks, std::uint32_t count) const {
    std::vector<pass_request> all;
    auto const add = [&](auto const& pass) {
      blocks.push_back(std::make_unique<slot_block>(pass.n_slots(), pass.groups->n_groups(), count));
      for (auto& word : blocks.back()->words()) word = 0xDEAD;  // every word must be written
      all.push_back({&pass, blocks.back().get()});
    };
    for (auto const& pass : ranked) add(pass);
    for (auto const& pass : by_row) add(pass);
    return all;
  }

  resampler weights(resampling kind, std::uint64_t seed) const { return {kind, seed, 3, rows.stratum_begin}; }

  std::vector<std::uint64_t> by_reference(resampler const& w, std::uint32_t first, std::uint32_t count) const {
    std::vector<std::uint64_t> words;
    auto const add = [&](auto const& pass) {
      slot_block out(pass.n_slots(), pass.groups->n_groups(), count);
      for (std::uint32_t r = 0; r < count;) {
        std::uint32_t const here = std::min(lanes - (first + r) % lanes, count - r);
        auto const drawn_weights = testing::weights(w, first + r, here);
        walk(pass, drawn{here, drawn_weights}, out, r);
        r += here;
      }
      words.insert(words.end(), out.words().begin(), out.words().end());
    };
    for (auto const& pass : ranked) add(pass);
    for (auto const& pass : by_row) add(pass);
    return words;
  }

  std::vector<std::uint64_t> by_kernels(resampler const& w, std::uint32_t first, std::uint32_t count, std::uint32_t most_rows,
                                        device_status expected = device_status::ok) const {
    std::vector<std::unique_ptr<slot_block>> blocks;
    auto const all = requests(blocks, count);
    run_control control;
    auto const status = device::run_on_plugin(host_plugin(), all, w, first, count, control, most_rows);
    EXPECT_EQ(static_cast<int>(status), static_cast<int>(expected));
    EXPECT_EQ(host_device.broken_rule, "");
    EXPECT_EQ(host_device.held(), 0u);
    if (expected == device_status::ok) {
      EXPECT_EQ(control.done, count);
    }
    std::vector<std::uint64_t> words;
    for (auto const& b : blocks) words.insert(words.end(), b->words().begin(), b->words().end());
    return words;
  }
};

}  // namespace clinmetrics::testing
