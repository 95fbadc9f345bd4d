// SPDX-License-Identifier: Apache-2.0
// The sums of one group in the 128 replicates of a tile, and the kernel that adds a block of a ranked program to them.
#pragma once
#include <cstdint>

#include "ranked_program.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// All arrays are by position in the tile. Requires that twice the greatest sum of weights is below 2³².
struct ranked_state {
  alignas(64) std::uint64_t tp[tile_width], fp[tile_width];                        ///< above the current position
  alignas(64) std::uint64_t tied_positive[tile_width], tied_negative[tile_width];  ///< of the part of a long tie that was added
  alignas(64) std::uint64_t two_u[tile_width];
  alignas(64) std::uint64_t precision_low[tile_width], precision_high[tile_width];
  alignas(64) double scaled_tp[tile_width], all[tile_width];  ///< tp · 2⁴⁰ and tp + fp, exact; kept only if the AP sum is needed
};

/// Weights of a block's rows: row i is at base + 128 · rows[i]. If later rows are known, the kernels prefetch them while they add up this
/// block: one by one, because a burst of prefetches stops the core until the last one has been sent.
struct weight_rows {
  std::uint8_t const* base;
  std::uint32_t const* rows;
  std::size_t n_known = 0;  ///< rows of the list, from the first of the block to the last that may be prefetched
  std::uint8_t const* row(std::size_t i) const { return base + std::size_t{rows[i]} * tile_width; }
  /// GCC takes a function that only prefetches for one without effect, and removes its calls unless it is inlined first.
  [[gnu::always_inline]] void prefetch_after(std::size_t i, std::size_t column) const {
    if (i + chunk_rows < n_known) __builtin_prefetch(row(i + chunk_rows) + column);
  }
};

/// Adds a block. If byte sums overflow, these replicates are added in 64 bits, with the same integers.
void add_ranked(ranked_state& state, bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights);

}  // namespace CLINMETRICS_NAMESPACE::simd
