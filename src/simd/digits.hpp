// SPDX-License-Identifier: Apache-2.0
// Row weights and amounts are multiplied by replicate weights digit by digit, so that every product fits into 32 bits and every sum is
// exact for any weights.
#pragma once
#include <cstdint>

#include "clinmetrics/core/wide.hpp"
#include "tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

inline constexpr int digit_bits = 15;
inline constexpr std::uint32_t digit_mask = (1u << digit_bits) - 1;

/// The number of digits of x; 0 has none.
constexpr std::uint32_t n_digits_of(u128 x) {
  std::uint32_t n = 0;
  for (; x > 0; x >>= digit_bits) ++n;
  return n;
}

inline constexpr std::uint32_t least_wide_digits = 2, most_wide_digits = 4;  ///< of a row weight in the wide ranked kernel: below 2⁶⁰

/// One digit of two neighbouring rows, as the kernels read it: first row's digit | second's << 16.
constexpr std::uint32_t digit_pair(u128 first, u128 second, std::uint32_t place) {
  auto const digit = [place](u128 x) { return static_cast<std::uint32_t>(x >> (place * digit_bits)) & digit_mask; };
  return digit(first) | digit(second) << 16;
}

/// Sums of 32 bits are stored as [quarter][lane], because this is the order in which pairs of bytes are widened, for any width of the
/// vectors: lane l of quarter q is position 16·(l / 4) + 4·q + l % 4 of the tile.
constexpr std::uint32_t position_of_sum(std::uint32_t quarter, std::uint32_t lane) { return 16 * (lane / 4) + 4 * quarter + lane % 4; }

/// Sums of 64 bits are stored as [quarter][parity][half lane]: first the even lanes of a quarter, then the odd ones.
constexpr std::uint32_t position_of_wide_sum(std::uint32_t index) {
  return position_of_sum(index / 32, 2 * (index % 16) + index % 32 / 16);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
