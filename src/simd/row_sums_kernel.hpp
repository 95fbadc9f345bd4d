// SPDX-License-Identifier: Apache-2.0
// The sums of one run in the 128 replicates of a tile, and the kernel that adds a block of a row-sums program to them.
#pragma once
#include <cstdint>

#include "ranked_kernel.hpp"
#include "row_sums_program.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// By position in the tile.
struct run_count {
  alignas(64) std::uint64_t count[tile_width];
};
struct run_sum {
  alignas(64) std::uint64_t low[tile_width], high[tile_width];
};

/// count += the weights of the block's n rows.
void add_counts(run_count& count, std::size_t n_rows, weight_rows const& weights);

/// 32-bit sums of one digit, [quarter][lane] (digits.hpp).
struct digit_sum {
  alignas(64) std::uint32_t sum[4][tile_width / 4];
};
/// Number of blocks whose sums fit into a digit's sum: 64 · 255 · (2¹⁵ − 1) each, for any weights.
inline constexpr std::uint32_t blocks_a_digit_sum = 8;

/// sums[d] += Σ weight · digit d over the block's n rows; `digits` as in row_sums_program.
void add_digit_products(digit_sum* sums, std::uint32_t n_digits, std::uint32_t const* digits, std::size_t n_rows,
                        weight_rows const& weights);

/// to += the digits' sums, each by its place in the amount; the digits' sums are then set to 0.
void carry_digits(run_sum& to, digit_sum* digits, std::uint32_t n_digits);

}  // namespace CLINMETRICS_NAMESPACE::simd
