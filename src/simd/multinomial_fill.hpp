// SPDX-License-Identifier: Apache-2.0
// Multinomial weights of all units for one tile.
#pragma once
#include <cstdint>
#include <map>
#include <vector>

#include "clinmetrics/random/resampler.hpp"
#include "philox_tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// A Poisson table with an index: the position at which a search begins, by the number's top bits.
class guided_table {
 public:
  static constexpr int guide_bits = 10;
  explicit guided_table(poisson_table const& table);
  std::uint32_t operator()(std::uint64_t u) const {
    std::size_t i = guide_[u >> (64 - guide_bits)];
    while (i < cumulative_.size() && cumulative_[i] <= u) ++i;
    return first_ + static_cast<std::uint32_t>(i);
  }

 private:
  std::uint32_t first_;
  std::vector<std::uint64_t> cumulative_;
  std::vector<std::uint16_t> guide_;
};

class multinomial_fill {
 public:
  explicit multinomial_fill(resampler const& weights);
  /// Writes the weights of all units in the replicates first … first + 127, `first` a multiple of 128: one row per unit, aligned to 64
  /// bytes. Returns false, and leaves unspecified values in the tile, if a block's total does not fit into a byte (a probability below
  /// 10⁻²⁰).
  bool operator()(std::uint32_t first, std::uint8_t* tile, stop_flag stop) const;

 private:
  bool fill_stratum(std::size_t stratum, std::uint32_t first, std::uint8_t* tile, stop_flag stop) const;
  void draw_singly(stratum_plan const& s, std::uint32_t first, std::uint8_t* tile, stop_flag stop) const;
  void draw_totals(std::size_t stratum, std::uint32_t first, std::vector<std::uint16_t>& totals, stop_flag stop) const;

  resampler const& weights_;
  std::map<std::uint64_t, guided_table> tables_;                  ///< by mean
  std::vector<std::vector<guided_table const*>> table_of_block_;  ///< [stratum][block]
};

// The kernels.

/// 64-bit numbers 2·i and 2·i + 1 of eight neighbouring replicates for `n` counters index, index + 1, …: out[i][word][replicate].
using eight_words = std::uint64_t[2][8];
void draw_words(philox_lanes const& lanes, std::uint32_t tail, std::uint32_t index, std::size_t n, eight_words* out);

/// ⌊u·n/2⁶⁴⌋ of each of `count` words (a multiple of 8), in place.
void scale_words(std::uint64_t* words, std::size_t count, std::uint32_t n);

/// Divides the totals (one row) among the units begin … begin + length − 1, one row each; length is a power of two up to 128.
void split_block(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t begin, std::uint32_t length, std::uint8_t const* totals,
                 std::uint8_t* rows);

}  // namespace CLINMETRICS_NAMESPACE::simd
