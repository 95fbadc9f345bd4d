// SPDX-License-Identifier: Apache-2.0
// A tile: the weights of consecutive units, one row of 128 bytes for each unit, one byte for each replicate. The position of a replicate in
// a row is private to this folder.
#pragma once
#include <cstddef>
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

inline constexpr std::uint32_t tile_width = 128;     ///< replicates, and therefore bytes per row
inline constexpr std::size_t chunk_rows = 64;        ///< rows whose weights (8 KiB) are generated and used while they are in L1
inline constexpr unsigned greatest_fast_byte = 127;  ///< larger weights are added by the wide code

/// A Philox block has the bytes of 16 replicates, and a row those of eight blocks. Bytes 0 to 7 of all blocks are in the first half of the
/// row, bytes 8 to 15 in the second, because this is the order of the words in the vector registers, for any width.
constexpr std::uint32_t replicate_at(std::uint32_t position) {
  std::uint32_t const half = position / 64, block = position % 64 / 8, byte = position % 8;
  return 16 * block + 8 * half + byte;
}
constexpr std::uint32_t position_of(std::uint32_t replicate) {
  std::uint32_t const block = replicate / 16, half = replicate % 16 / 8, byte = replicate % 8;
  return 64 * half + 8 * block + byte;
}

/// So many neighbours in a row are also consecutive replicates.
inline constexpr std::uint32_t consecutive_replicates = 8;

}  // namespace CLINMETRICS_NAMESPACE::simd
