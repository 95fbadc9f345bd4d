// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10: 128 random bits that are a pure function of a 128-bit counter and a 64-bit key.
// Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11, doi:10.1145/2063384.2063405.
#pragma once
#include <array>
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::random {

using philox_block = std::array<std::uint32_t, 4>;

/// Upper half of a product. nvcc needs its own intrinsic, because it would otherwise compute with 64-bit halves: one more addition per
/// product.
constexpr std::uint32_t high_product(std::uint32_t a, std::uint32_t b) {
#ifdef __CUDA_ARCH__
  return __umulhi(a, b);
#else
  return static_cast<std::uint32_t>(std::uint64_t{a} * b >> 32);
#endif
}

constexpr philox_block philox(philox_block x, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    constexpr std::uint32_t m0 = 0xD2511F53, m1 = 0xCD9E8D57;
    x = {high_product(m1, x[2]) ^ x[1] ^ k0, m1 * x[2], high_product(m0, x[0]) ^ x[3] ^ k1, m0 * x[0]};
    k0 += 0x9E3779B9u, k1 += 0xBB67AE85u;
  }
  return x;
}

/// The purpose of a counter; it is part of the counter, so that no two uses share bits. 2 to 4 are not used.
enum class purpose : std::uint32_t {
  poisson_byte = 1,
  weight_byte = 5,
  weight_rest = 6,
  added_draw = 7,
  removed_draw = 8,
  normal_draw = 9,
  exchange = 10
};

/// The counter layout, frozen: {index low, index high, lane, stream << 16 | j << 8 | purpose}.
/// `lane` is replicate / 16 if the 16 bytes of the block are for 16 replicates, and the replicate itself if they are for one. `index` is
/// the unit; for single draws it is the first unit of the stratum, and in the high half the number of the block of draws.
constexpr philox_block counter(std::uint64_t index, std::uint32_t lane, std::uint32_t stream, std::uint32_t j, purpose what) {
  return {static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32), lane,
          stream << 16 | j << 8 | static_cast<std::uint32_t>(what)};
}

/// Byte i of a block, little-endian x0‖x1‖x2‖x3.
constexpr std::uint32_t byte_of(philox_block const& x, unsigned i) { return x[i / 4] >> 8 * (i % 4) & 255; }

/// 64-bit number i (0 or 1) of a block.
constexpr std::uint64_t word_of(philox_block const& x, unsigned i) { return x[2 * i] | std::uint64_t{x[2 * i + 1]} << 32; }

}  // namespace CLINMETRICS_NAMESPACE::random
