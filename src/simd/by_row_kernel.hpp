// SPDX-License-Identifier: Apache-2.0
// The sums of one run in the 128 replicates of a tile, and the kernel that adds a block of a by-row program to them.
#pragma once
#include <cstdint>

#include "by_row_program.hpp"
#include "ranked_kernel.hpp"

namespace clinmetrics::simd {

/// By position in the tile.
struct run_count {
  alignas(64) std::uint64_t count[tile_width];
};
struct run_sum {
  alignas(64) std::uint64_t low[tile_width], high[tile_width];
};

/// count += the weights of the block's n rows.
void add_counts(run_count& count, std::size_t n_rows, weight_rows const& weights);

/// sums[i] += Σ weight · amount for the sums with digits, in order; `digits` as in by_row_program.
void add_amounts(run_sum* sums, digit_range const* ranges, std::size_t n_sums, std::uint32_t n_digits, std::uint32_t const* digits, std::size_t n_rows,
                 weight_rows const& weights);

}  // namespace clinmetrics::simd
