// SPDX-License-Identifier: Apache-2.0
// Runs a ranked program over one tile: block by block, with the steps between the blocks (cuts, ends of groups).
#pragma once
#include "ranked_sums_of_group.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// `weights(units, n, n_ahead)` gives the weight rows of the next n units; n_ahead more follow in the same list.
template <class Sums, class Weights>
void walk_ranked_with(ranked_program const& program, bool wants_precision, Weights& weights, tile_columns const& columns, slot_block& out,
                      stop_flag stop) {
  Sums sums(program);
  std::uint32_t const* units = program.units.data();
  std::uint32_t const* const end = units + program.units.size();
  ranked_run const* run = program.runs.data();
  std::size_t group_index = 0, cut = program.leading_cuts.empty() ? 0 : program.leading_cuts[0], n_blocks = 0;
  for (auto const& block : program.blocks) {
    if (n_blocks++ % 128 == 0) stop.check();
    auto const rows = weights(units, block.n_rows, static_cast<std::size_t>(end - units) - block.n_rows);
    sums.add(wants_precision, block, run, rows);
    units += block.n_rows, run += block.n_runs;
    std::uint32_t const group = program.groups[group_index];
    for (std::uint32_t k = 0; k < block.n_cuts; ++k, ++cut) sums.store_counts(out, ranked_pass::first_cut + 2 * cut, group, columns);
    if (block.ends_group) {
      sums.store_counts(out, 0, group, columns);
      sums.store_two_u(out, 2, group, columns);
      if (wants_precision) sums.store_precision(out, 4, group, columns);
      sums.clear();
      if (++group_index < program.groups.size()) cut = program.leading_cuts[group_index];
    }
  }
}

template <class Weights>
void walk(ranked_program const& program, ranked_pass const& pass, Weights& weights, tile_columns const& columns, slot_block& out,
          stop_flag stop) {
  switch (program.sums) {
    case ranked_sums::bytes:
      return walk_ranked_with<byte_sums_of_group>(program, pass.wants_precision, weights, columns, out, stop);
    case ranked_sums::narrow:
      return walk_ranked_with<narrow_sums_of_group>(program, pass.wants_precision, weights, columns, out, stop);
    case ranked_sums::wide:
      return walk_ranked_with<wide_sums_of_group>(program, pass.wants_precision, weights, columns, out, stop);
  }
}

}  // namespace CLINMETRICS_NAMESPACE::simd
