// SPDX-License-Identifier: Apache-2.0
// The sums of one group in the 128 replicates of a tile if rows have weights of their own, and the kernels that add a block to them.
#pragma once
#include <cstdint>

#include "digits.hpp"
#include "ranked_kernel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// [quarter][lane] (digits.hpp).
struct lane_counts {
  alignas(64) std::uint32_t of[4][tile_width / 4];
};
/// [quarter][parity][half lane] (digits.hpp).
struct lane_words {
  alignas(64) std::uint64_t of[4][2][tile_width / 8];
};

inline constexpr int narrow_precision_bits = 20;

/// Twice the greatest sum of weights is below 2³².
struct narrow_state {
  lane_counts tp, fp;                        ///< above the current position
  lane_counts tied_positive, tied_negative;  ///< of the part of a long tie that was added
  lane_words two_u;
  lane_words precision[2];  ///< Σ weight · the lower 20 bits of the terms, and of the other 21 bits: below 2⁵² each
};

/// Twice the greatest sum of weights is below 2⁶⁰.
struct wide_state {
  lane_words tp, fp, tied_positive, tied_negative;
  lane_words two_u[3], precision[3];  ///< in base 2³⁰: two digits, and the rest
};

/// Adds a block; `digits` are those of its row weights (ranked_program), n_digits each. Returns the digits of the next block.
std::uint32_t const* add_narrow(narrow_state& state, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                                std::uint32_t const* digits, weight_rows const& weights);
std::uint32_t const* add_wide(wide_state& state, std::uint32_t n_digits, bool wants_precision, ranked_block const& block,
                              ranked_run const* runs, std::uint32_t const* digits, weight_rows const& weights);

}  // namespace CLINMETRICS_NAMESPACE::simd
