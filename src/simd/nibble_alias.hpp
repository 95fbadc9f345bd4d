// SPDX-License-Identifier: Apache-2.0
// A table of 256 bytes as three 16-entry shuffles: the low nibble of a byte selects two values and the byte value that separates them.
#pragma once
#include <cstdint>

#include "clinmetrics/random/byte_weight.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

struct nibble_alias {
  alignas(16) std::int8_t last_lower[16] = {};  ///< signed bytes above it get `upper`
  alignas(16) std::uint8_t lower[16] = {}, upper[16] = {};

  /// In the table, each low nibble must have at most two values, separated by the byte's signed value.
  constexpr explicit nibble_alias(std::uint8_t const* table) {
    for (int nibble = 0; nibble < 16; ++nibble) {
      auto const value = [table, nibble](int slot) { return table[(slot & 15) << 4 | nibble]; };
      int slot = -8;  // the signed upper nibble
      while (slot < 8 && value(slot) == value(-8)) ++slot;
      last_lower[nibble] = static_cast<std::int8_t>(slot == 8 ? 127 : 16 * (slot - 1) + nibble);
      lower[nibble] = value(-8), upper[nibble] = value(7);
    }
  }
  constexpr unsigned operator()(int byte) const {
    int const nibble = byte & 15;
    return static_cast<std::int8_t>(byte) > last_lower[nibble] ? upper[nibble] : lower[nibble];
  }
};

inline constexpr nibble_alias poisson_shuffles(random::weight_of_byte);

static_assert(
    [] {
      for (int byte = 0; byte < 256; ++byte)
        if (poisson_shuffles(byte) != random::weight_of_byte[byte]) return false;
      return true;
    }(),
    "the frozen table is not the nibble alias");

}  // namespace CLINMETRICS_NAMESPACE::simd
