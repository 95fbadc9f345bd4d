// SPDX-License-Identifier: Apache-2.0
// The sources of the bootstrap weights in a kernel: a lane has 16 replicates of one unit, a warp 512 (a page), drawn during the pass or
// read from a tile.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/random/byte_weight.hpp"
#include "clinmetrics/random/philox.hpp"
#include "simt.hpp"

namespace CLINMETRICS_NAMESPACE::device {

using namespace random;  // the kernels draw the same numbers

inline constexpr std::uint32_t lane_replicates = 16;   ///< replicates that share a Philox block
inline constexpr std::uint32_t page_replicates = 512;  ///< replicates of a warp
inline constexpr std::uint32_t warps_a_block = 4;
inline constexpr std::uint32_t block_threads = 32 * warps_a_block;

/// A table of 256 words with one copy per lane, each in a separate bank of shared memory, so that 32 lanes that look up 32 bytes never wait
/// for each other.
using banked_table = std::uint32_t[256 * 32];

/// The entry of the byte at bit `shift` of a word: one shift and one masked or give byte · 128 + lane · 4, in bytes.
__device__ inline std::uint32_t look_up(banked_table const& table, std::uint32_t x, unsigned shift, std::uint32_t lane) {
  std::uint32_t const at = ((shift == 0 ? x << 7 : x >> (shift - 7)) & 0x7F80u) | lane * 4;
  return *reinterpret_cast<std::uint32_t const*>(reinterpret_cast<unsigned char const*>(table) + at);
}

/// Poisson weights, a function of the counter only: 16 bytes of Philox, each mapped by the frozen table.
struct poisson_source {
  std::uint64_t seed;
  std::uint32_t stream;
  std::uint32_t first_lane;  ///< replicate / 16 of the launch's first replicate
  std::uint32_t table[64];   ///< weight_of_byte, four to a word, little-endian

  static constexpr std::uint32_t most = 5;  ///< the greatest weight

  /// An entry has the weight in both halves.
  using memory = banked_table;

  poisson_source() = default;
  poisson_source(std::uint64_t seed_, std::uint32_t stream_, std::uint32_t first_lane_)
      : seed(seed_), stream(stream_), first_lane(first_lane_), table{} {
    for (std::uint32_t byte = 0; byte < 256; ++byte) table[byte / 4] |= std::uint32_t{weight_of_byte[byte]} << 8 * (byte % 4);
  }

  __device__ void prepare(memory& banks) const {
    for (std::uint32_t i = threadIdx.x; i < 256 * 32; i += blockDim.x) banks[i] = (table[i / 128] >> 8 * (i / 32 % 4) & 255) * 0x10001u;
    __syncthreads();
  }
  /// The weights of row i of 32, which are asked for in order; unit_of(i) is a row's unit.
  template <class UnitOf>
  __device__ philox_block draw(memory const&, std::uint32_t i, UnitOf const& unit_of, std::uint32_t page, std::uint32_t lane) const {
    return philox(counter(unit_of(i), first_lane + 32 * page + lane, stream, 0, purpose::poisson_byte), seed);
  }
  /// Arranges the bytes so that byte i belongs to replicate i.
  __device__ static philox_block in_order(philox_block const& drawn) { return drawn; }
  /// The weights of replicates 2p and 2p + 1, in the lower and the upper half.
  __device__ static std::uint32_t pair(memory const& banks, philox_block const& drawn, unsigned p, std::uint32_t lane) {
    std::uint32_t const x = drawn[p / 2];
    return (look_up(banks, x, 16 * (p % 2), lane) & 0xFFFFu) | (look_up(banks, x, 16 * (p % 2) + 8, lane) & 0xFFFF0000u);
  }
  /// The weight of the byte at bit `shift` of a word.
  __device__ static std::uint32_t weight(memory const& banks, std::uint32_t x, unsigned shift, std::uint32_t lane) {
    return look_up(banks, x, shift, lane) & 0xFFFFu;
  }
};

/// Weights in memory, four bits each: [page][unit][replicate].
struct tile_source {
  uint2 const* tile;
  std::uint32_t n_units;

  static constexpr std::uint32_t most = 15;

  /// Eight rows are fetched together, so that a warp waits for the device's memory once for all of them. A lane reads its own data.
  static constexpr std::uint32_t rows_at_once = 8;
  using memory = uint2[warps_a_block][rows_at_once][32];

  __device__ void prepare(memory&) const {}
  /// One byte each: words 0 and 2 are those of the even replicates, 1 and 3 those of the odd ones.
  template <class UnitOf>
  __device__ philox_block draw(memory& fetched, std::uint32_t i, UnitOf const& unit_of, std::uint32_t page, std::uint32_t lane) const {
    auto& mine = fetched[threadIdx.x / 32];
    if (i % rows_at_once == 0) {
      uint2 here[rows_at_once];
      uint2 const* const of_unit_0 = tile + std::uint64_t{page} * n_units * 32 + lane;
#pragma unroll
      for (std::uint32_t k = 0; k < rows_at_once; ++k) here[k] = of_unit_0[std::uint64_t{unit_of(i + k)} * 32];
#pragma unroll
      for (std::uint32_t k = 0; k < rows_at_once; ++k) mine[k][lane] = here[k];
    }
    uint2 const nibbles = mine[i % rows_at_once][lane];
    return {nibbles.x & 0x0F0F0F0Fu, nibbles.x >> 4 & 0x0F0F0F0Fu, nibbles.y & 0x0F0F0F0Fu, nibbles.y >> 4 & 0x0F0F0F0Fu};
  }
  __device__ static philox_block in_order(philox_block const& drawn) {
    return {prmt(drawn[0], drawn[1], 0x5140u), prmt(drawn[0], drawn[1], 0x7362u), prmt(drawn[2], drawn[3], 0x5140u),
            prmt(drawn[2], drawn[3], 0x7362u)};
  }
  /// Byte p % 4 of two words; the sign bits, which are 0, fill the halves.
  __device__ static std::uint32_t pair(memory const&, philox_block const& drawn, unsigned p, std::uint32_t) {
    return prmt(drawn[p / 4 * 2], drawn[p / 4 * 2 + 1], 0x8480u + 0x0101u * (p % 4));
  }
  __device__ static std::uint32_t weight(memory const&, std::uint32_t x, unsigned shift, std::uint32_t) { return x >> shift & 255; }
};

/// Word `part` of a block, without an index that would move the block to memory.
__device__ inline std::uint32_t word_at(philox_block const& x, std::uint32_t part) {
  return part == 0 ? x[0] : part == 1 ? x[1] : part == 2 ? x[2] : x[3];
}

/// The weights of a lane for one unit: all 16, or, with Width 4, the four of word `part`.
template <class Source, unsigned Width>
struct lane_weights {
  philox_block words;
  __device__ lane_weights(philox_block const& drawn, std::uint32_t part) : words(Source::in_order(drawn)) {
    static_assert(Width == 16 || Width == 4);
    if (Width == 4) words[0] = word_at(words, part);
  }
  __device__ std::uint32_t of(typename Source::memory const& memory, unsigned i, std::uint32_t lane) const {
    return Source::weight(memory, words[i / 4], 8 * (i % 4), lane);
  }
};

/// Counts of a lane's 16 replicates over equivalent rows of a segment, two per word.
template <class Source>
struct packed_run {
  std::uint32_t halves[lane_replicates / 2] = {};
  bool is_empty = true;
  static_assert(longest_segment * Source::most <= 0xFFFF);

  __device__ void add(typename Source::memory const& memory, philox_block const& drawn, std::uint32_t lane) {
#pragma unroll
    for (unsigned p = 0; p < lane_replicates / 2; ++p) halves[p] += Source::pair(memory, drawn, p, lane);
    is_empty = false;
  }
  /// Calls take(replicate, count) for all 16.
  template <class Take>
  __device__ void empty(Take const& take) {
    if (is_empty) return;
#pragma unroll
    for (unsigned p = 0; p < lane_replicates / 2; ++p) {
      take(2 * p, halves[p] & 0xFFFFu);
      take(2 * p + 1, halves[p] >> 16);
      halves[p] = 0;
    }
    is_empty = true;
  }
};

/// Adds x to the 128-bit sum in two words: the thread whose addition overflows the low word adds the carry, so the order does not matter.
__device__ inline void add_wide_atomically(std::uint64_t* low, std::uint64_t* high, std::uint64_t x_low, std::uint64_t x_high) {
  if (x_low != 0) x_high += atomicAdd(low, x_low) > ~x_low;
  if (x_high != 0) atomicAdd(high, x_high);
}

}  // namespace CLINMETRICS_NAMESPACE::device
