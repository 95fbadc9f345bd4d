// SPDX-License-Identifier: Apache-2.0
// Poisson weights of any list of units for one tile.
#pragma once
#include <cstddef>
#include <cstdint>

#include "philox_tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// Writes the 128 weights of each of n units (at most chunk_rows), one row per unit: the same as `resampler::fill`, in the order of the
/// tile. `lanes` starts at the tile's first replicate / 16. `out` is aligned to 64 bytes.
void fill_poisson(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out);

/// Only the random bytes, as a reference for timing the fill.
void fill_bytes(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out);

}  // namespace CLINMETRICS_NAMESPACE::simd
