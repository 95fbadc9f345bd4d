// SPDX-License-Identifier: Apache-2.0
// Single draws that bring the sum of a stratum's weights to n: draws that are added, if the sum is below n, and draws that are removed, if
// it is above. Used by the reference and by all backends.
#pragma once
#include <bit>
#include <cstdint>

#include "clinmetrics/random/philox.hpp"

namespace CLINMETRICS_NAMESPACE::random {

/// Units begin … begin + size − 1 of one stratum in one replicate.
struct stratum_replicate {
  std::uint64_t seed;
  std::uint32_t stream, begin, size, replicate;

  constexpr philox_block bits(std::uint32_t index, std::uint32_t j, purpose what) const {
    return philox(counter(begin | std::uint64_t{index} << 32, replicate, stream, j, what), seed);
  }
};

/// For a product x·n of a random 32-bit number; if this is false, the upper half is uniform below n (Lemire 2019, "Fast random integer
/// generation in an interval", doi:10.1145/3230636).
constexpr bool is_rejected(std::uint64_t product, std::uint32_t n) {
  auto const low = static_cast<std::uint32_t>(product);
  return low < n && low < (0u - n) % n;  // the first comparison saves most of the divisions
}

/// The unit (from 0) of draw number 4·block + q that is added: number q of `bits`, which are those of the block with j = 0, or the same
/// number with the next j after a rejection. Exactly uniform. A rejection has a probability below n/2^32, so 256 of them in a row do not
/// happen.
constexpr std::uint32_t added_unit(stratum_replicate const& s, philox_block const& bits, std::uint32_t block, std::uint32_t q) {
  std::uint64_t product = std::uint64_t{bits[q]} * s.size;
  for (std::uint32_t j = 1; is_rejected(product, s.size); ++j) product = std::uint64_t{s.bits(block, j, purpose::added_draw)[q]} * s.size;
  return static_cast<std::uint32_t>(product >> 32);
}
/// The same of draw number t.
constexpr std::uint32_t added_unit(stratum_replicate const& s, std::uint32_t t) {
  return added_unit(s, s.bits(t / 4, 0, purpose::added_draw), t / 4, t % 4);
}

/// A try to remove a draw: it succeeds if `level` is below the unit's weight at that moment.
struct removal {
  std::uint32_t unit, level;
};

/// Number of binary digits of a level: 8 levels, or the least power of two that is not below the greatest weight.
constexpr unsigned level_bits(std::uint32_t greatest_weight) {
  return static_cast<unsigned>(std::bit_width(greatest_weight > 8 ? greatest_weight - 1 : 7u));
}

/// Unit and level from the 64-bit number t mod 2 of counter t / 2. Every draw of the stratum has the same chance in each try, up to one
/// part in 2^64, so the removed ones are a uniform subset.
constexpr removal removal_from(std::uint64_t word, std::uint32_t size, unsigned n_level_bits) {
  std::uint64_t const y = ((word & 0xFFFFFFFFu) * size >> 32) + (word >> 32) * size;  // ⌊word·size/2^32⌋
  return {static_cast<std::uint32_t>(y >> 32), static_cast<std::uint32_t>(y) >> (32 - n_level_bits)};
}

}  // namespace CLINMETRICS_NAMESPACE::random
