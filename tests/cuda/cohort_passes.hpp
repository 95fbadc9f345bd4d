// SPDX-License-Identifier: Apache-2.0
// A cohort with every pass that the engine makes, and their words by the reference and by a plugin; and random shapes of such cohorts.
#pragma once
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "device/plugin_run.hpp"
#include "support/dice.hpp"
#include "support/passes.hpp"
#include "support/rows.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// The integers of all blocks, one after another.
inline std::vector<std::uint64_t> words_of(std::vector<std::unique_ptr<slot_block>> const& blocks) {
  std::vector<std::uint64_t> words;
  for (auto const& b : blocks) words.insert(words.end(), b->words().begin(), b->words().end());
  return words;
}

struct cohort_passes {
  table rows_given;
  cohort rows;
  ranked_order order;
  partition groups;
  std::vector<ranked_pass> ranked;
  std::vector<row_sums_pass> row_sums;

  cohort_passes(table const& t, std::uint32_t n_cuts, bool wants_precision = true) : rows_given(t), rows(make(rows_given)) {
    order = rank(rows.models.front().score);
    groups = rows.attributes.empty() ? everyone() : cross({&rows.attributes.front()});
    std::vector<std::uint32_t> cuts;
    for (std::uint32_t i = 0; i <= n_cuts; ++i)
      if (n_cuts > 0) cuts.push_back(cut_at(rows.models.front().score, order, 1.0 - static_cast<double>(i) / n_cuts).position);
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    auto const risk = [&](std::size_t row) {
      return visit(rows.models.front().score, [&](auto item) { return static_cast<double>(item[row]); });
    };
    ranked.push_back(ranked_of(rows, order, groups, cuts, wants_precision));
    row_sums.push_back(losses_pass(rows, groups, replicate_bits));
    row_sums.push_back(bins_pass(rows, order, groups, 5, replicate_bits));
    row_sums.push_back(bins_pass(rows, order, groups, 3, point_bits));  // sums beyond 64 bits
    std::vector<std::uint32_t> cells(rows.n_rows());
    for (std::size_t row = 0; row < rows.n_rows(); ++row) cells[row] = 2u * rows.events()[row] + (risk(row) > .5);
    row_sums.push_back({&rows, &groups, rows.weight, {{4, std::move(cells)}}});
    row_sums.push_back(losses_pass(rows, groups, replicate_bits));  // with more sums than one launch takes
    row_sums.back().sums.push_back(row_sums[1].sums[1]);
    row_sums.back().sums.push_back(row_sums[2].sums[1]);
  }
  cohort_passes(cohort_passes const&) = delete;

  std::vector<pass_request> requests(std::vector<std::unique_ptr<slot_block>>& blocks, std::uint32_t count) const {
    std::vector<pass_request> all;
    auto const add = [&](auto const& pass) {
      blocks.push_back(std::make_unique<slot_block>(pass.n_slots(), pass.groups->n_groups(), count));
      for (auto& word : blocks.back()->words()) word = 0xDEAD;  // every word must be written
      all.push_back({&pass, blocks.back().get()});
    };
    for (auto const& pass : ranked) add(pass);
    for (auto const& pass : row_sums) add(pass);
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
        pass.walk(drawn{here, drawn_weights}, out, r);
        r += here;
      }
      words.insert(words.end(), out.words().begin(), out.words().end());
    };
    for (auto const& pass : ranked) add(pass);
    for (auto const& pass : row_sums) add(pass);
    return words;
  }

  /// The words of the passes by a plugin; unspecified unless `status` becomes ok.
  std::vector<std::uint64_t> by_plugin(device_plugin const& plugin, resampler const& w, std::uint32_t first, std::uint32_t count,
                                       std::uint32_t most_rows, run_control& control, device_status& status) const {
    std::vector<std::unique_ptr<slot_block>> blocks;
    auto const all = requests(blocks, count);
    status = device::run_on_plugin(plugin, all, w, first, count, control, most_rows);
    return words_of(blocks);
  }
};

struct configuration {
  shape rows;
  std::uint64_t seed;
  std::uint32_t n_cuts = 4, first = 0, count = 16, most_rows = 64;
  resampling kind = resampling::poisson;
  bool wants_precision = true;
};

/// Configuration `number` of an endless series.
inline configuration random_configuration(std::uint64_t number) {
  constexpr std::uint32_t sizes[] = {1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 129, 200, 257, 300};
  dice roll(number + 1);
  auto const one_of = [&](auto const& items) { return items[roll.below(static_cast<std::uint32_t>(std::size(items)))]; };
  configuration c;
  c.seed = roll();
  std::uint32_t const size = one_of(sizes);
  c.rows.n = size;
  c.rows.score_levels = one_of(std::array{0u, 1u, 3u, 20u, 100u});
  c.rows.prevalence = one_of(std::array<double, 5>{0, .05, .4, .9, 1});
  c.rows.n_levels = one_of(std::array<int, 4>{0, 0, 2, 9});
  if (roll.below(4) == 0)
    c.rows.weights_below = one_of(std::array<std::uint32_t, 4>{9, 9, 70'000, 1u << 31});
  else if (roll.below(4) == 0)
    c.rows.real_weights = true;
  if (roll.below(3) == 0) c.rows.n_units = 1 + roll.below(size + 3);
  if (size >= 100 && (c.rows.n_units == 0 || c.rows.n_units > 60) && roll.below(2) == 0) c.rows.n_strata = 1 + roll.below(3);
  c.n_cuts = one_of(std::array<std::uint32_t, 4>{0, 1, 3, 20});
  c.first = roll.below(3) == 0 ? roll.below(700) : 0;
  c.count = one_of(std::array<std::uint32_t, 5>{1, 5, 16, 33, 40});
  c.most_rows = one_of(std::array<std::uint32_t, 6>{1, 5, 31, 32, 100, 2048});
  c.kind = roll.below(2) ? resampling::poisson : resampling::multinomial;
  c.wants_precision = roll.below(3) != 0;
  return c;
}

}  // namespace CLINMETRICS_NAMESPACE::testing
