// SPDX-License-Identifier: Apache-2.0
// Runs a ranked program over one tile: block by block, with the steps between the blocks (cuts, ends of groups).
#pragma once
#include <cstring>

#include "columns.hpp"
#include "ranked_kernel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// `weights(units, n, n_ahead)` gives the weight rows of the next n units; n_ahead more follow in the same list.
template <class Weights>
void walk(ranked_program const& program, ranked_pass const& pass, Weights& weights, tile_columns const& columns, slot_block& out,
          stop_flag stop) {
  ranked_state s;
  std::memset(static_cast<void*>(&s), 0, sizeof s);
  std::uint32_t const* units = program.units.data();
  std::uint32_t const* const end = units + program.units.size();
  ranked_run const* run = program.runs.data();
  std::size_t group_index = 0, cut = program.leading_cuts.empty() ? 0 : program.leading_cuts[0], n_blocks = 0;
  for (auto const& block : program.blocks) {
    if (n_blocks++ % 128 == 0) stop.check();
    auto const rows = weights(units, block.n_rows, static_cast<std::size_t>(end - units) - block.n_rows);
    add_ranked(s, pass.wants_precision, block, run, rows);
    units += block.n_rows, run += block.n_runs;
    std::uint32_t const group = program.groups[group_index];
    for (std::uint32_t k = 0; k < block.n_cuts; ++k, ++cut) {
      store_slot(out, ranked_pass::first_cut + 2 * cut, group, columns, s.tp);
      store_slot(out, ranked_pass::first_cut + 2 * cut + 1, group, columns, s.fp);
    }
    if (block.ends_group) {
      store_slot(out, 0, group, columns, s.tp);
      store_slot(out, 1, group, columns, s.fp);
      store_slot(out, 2, group, columns, s.two_u);  // the upper half stays 0
      if (pass.wants_precision) {
        store_slot(out, 4, group, columns, s.precision_low);
        store_slot(out, 5, group, columns, s.precision_high);
      }
      std::memset(static_cast<void*>(&s), 0, sizeof s);
      if (++group_index < program.groups.size()) cut = program.leading_cuts[group_index];
    }
  }
}

}  // namespace CLINMETRICS_NAMESPACE::simd
