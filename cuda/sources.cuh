// SPDX-License-Identifier: Apache-2.0
// Where a kernel finds the bootstrap weights: a lane holds 16 replicates of one unit, a warp 512 (a page), drawn on the way or read from a
// tile.
#pragma once
#include <cstdint>

#include "clinmetrics/random/byte_weight.hpp"
#include "clinmetrics/random/philox.hpp"
#include "simt.hpp"

namespace clinmetrics::device {

inline constexpr std::uint32_t lane_replicates = 16;   ///< that share a Philox block
inline constexpr std::uint32_t page_replicates = 512;  ///< of a warp
inline constexpr std::uint32_t warps_a_block = 4;
inline constexpr std::uint32_t block_threads = 32 * warps_a_block;

/// Poisson weights, a function of the counter alone: 16 bytes of Philox, each through the frozen table.
struct poisson_source {
  std::uint64_t seed;
  std::uint32_t stream;
  std::uint32_t first_lane;  ///< replicate / 16 of the launch's first replicate
  std::uint32_t table[64];   ///< weight_of_byte, four to a word, little-endian

  /// The table once for each lane, in a bank of shared memory of its own, so that 32 lanes that look up 32 bytes never wait for each other.
  using memory = std::uint32_t[64 * 32];

  poisson_source() = default;
  poisson_source(std::uint64_t seed_, std::uint32_t stream_, std::uint32_t first_lane_)
      : seed(seed_), stream(stream_), first_lane(first_lane_), table{} {
    for (std::uint32_t byte = 0; byte < 256; ++byte) table[byte / 4] |= std::uint32_t{weight_of_byte[byte]} << 8 * (byte % 4);
  }

  __device__ void prepare(memory& banks) const {
    for (std::uint32_t i = threadIdx.x; i < 64 * 32; i += blockDim.x) banks[i] = table[i / 32];
    __syncthreads();
  }
  __device__ philox_block draw(std::uint32_t unit, std::uint32_t page, std::uint32_t lane) const {
    return philox(counter(unit, first_lane + 32 * page + lane, stream, 0, purpose::poisson_byte), seed);
  }
  __device__ static std::uint32_t weight(memory const& banks, std::uint32_t byte, std::uint32_t lane) {
    return reinterpret_cast<std::uint8_t const*>(banks)[(byte & 252) * 32 + 4 * lane + (byte & 3)];
  }
};

/// Weights that lie in memory as bytes, [page][unit][replicate].
struct tile_source {
  uint4 const* tile;
  std::uint32_t n_units;

  using memory = std::uint32_t[1];

  __device__ void prepare(memory&) const {}
  __device__ philox_block draw(std::uint32_t unit, std::uint32_t page, std::uint32_t lane) const {
    uint4 const bytes = tile[(std::uint64_t{page} * n_units + unit) * 32 + lane];
    return {bytes.x, bytes.y, bytes.z, bytes.w};
  }
  __device__ static std::uint32_t weight(memory const&, std::uint32_t byte, std::uint32_t) { return byte; }
};

/// Word `part` of a block, without an index that would send the block to memory.
__device__ inline std::uint32_t word_at(philox_block const& x, std::uint32_t part) {
  return part == 0 ? x[0] : part == 1 ? x[1] : part == 2 ? x[2] : x[3];
}

/// A lane's bytes of one unit: all 16, or with Width 4 the four of word `part`.
template <unsigned Width>
struct lane_bytes {
  philox_block words;
  __device__ lane_bytes(philox_block const& x, std::uint32_t part) : words(x) {
    static_assert(Width == 16 || Width == 4);
    if (Width == 4) words[0] = word_at(x, part);
  }
  __device__ std::uint32_t operator[](unsigned i) const { return words[i / 4] >> 8 * (i % 4) & 255; }
};

/// Adds x to the 128-bit sum in two words: whoever makes the low word wrap brings the carry, so the order does not matter.
__device__ inline void add_wide_atomically(std::uint64_t* low, std::uint64_t* high, std::uint64_t x_low, std::uint64_t x_high) {
  if (x_low != 0) x_high += atomicAdd(low, x_low) > ~x_low;
  if (x_high != 0) atomicAdd(high, x_high);
}

}  // namespace clinmetrics::device
