// SPDX-License-Identifier: Apache-2.0
// The sums of one group in the 128 replicates of a tile, and the kernel that adds a block of a ranked program to them.
#pragma once
#include <cstdint>

#include "ranked_program.hpp"

namespace clinmetrics::simd {

/// All by position in the tile. Needs: twice the greatest sum of weights below 2³².
struct ranked_state {
  alignas(64) std::uint64_t tp[tile_width], fp[tile_width];                        ///< above the current place
  alignas(64) std::uint64_t tied_positive[tile_width], tied_negative[tile_width];  ///< of a long run of equal scores, so far
  alignas(64) std::uint64_t two_u[tile_width];
  alignas(64) std::uint64_t precision_low[tile_width], precision_high[tile_width];
  alignas(64) double scaled_tp[tile_width], all[tile_width];  ///< tp · 2⁴⁰ and tp + fp, exact; kept only where the AP sum is wanted
};

/// Weights of a block's rows: row i lies at base + 128 · rows[i].
struct weight_rows {
  std::uint8_t const* base;
  std::uint32_t const* rows;
  std::uint8_t const* row(std::size_t i) const { return base + std::size_t{rows[i]} * tile_width; }
};

/// Adds a block. Byte sums that would overflow are noticed, and those replicates are added in 64 bits: same integers.
void add_ranked(ranked_state& state, bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights);

}  // namespace clinmetrics::simd
