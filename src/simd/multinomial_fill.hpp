// SPDX-License-Identifier: Apache-2.0
// Multinomial weights of all units for one tile.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/random/resampler.hpp"
#include "nibble_alias.hpp"
#include "philox_tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

class multinomial_fill {
 public:
  explicit multinomial_fill(resampler const& weights);
  /// Writes the weights of all units in the replicates first … first + 127, `first` a multiple of 128: one row per unit, aligned to 64
  /// bytes. Returns false, and leaves unspecified values in the tile, if a weight does not fit into a byte (a probability below 10⁻³⁰⁰).
  bool operator()(std::uint32_t first, std::uint8_t* tile, stop_flag stop) const;

 private:
  resampler const& weights_;
  std::vector<nibble_alias> shuffles_;  ///< of each law
};

// The two kernels: independent weights, then their correction.

/// One stratum in one tile.
struct stratum_tile {
  philox_lanes const& lanes;    ///< from `first` / 16 on
  std::uint32_t stream, first;  ///< first: the tile's first replicate
  unit_stratum units;
  std::uint8_t* rows;  ///< of the stratum's first unit
};

/// Of the independent weights, by position in the tile's row.
struct tile_totals {
  alignas(64) std::uint32_t sum[tile_width] = {};
  std::uint8_t greatest[tile_width] = {};  ///< 0 if no weight is above 8
};

/// Writes the independent weights.
tile_totals fill_independent(stratum_tile const& tile, poisson_law const& law, nibble_alias const& shuffles, stop_flag stop);

/// Adds and removes single draws, so that each replicate has as many draws as units. Returns false if a weight exceeds 255.
bool correct_sums(stratum_tile const& tile, tile_totals const& totals, std::uint64_t seed, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::simd
