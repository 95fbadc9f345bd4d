// SPDX-License-Identifier: Apache-2.0
// The byte table of the Poisson weight as three 16-entry shuffles: the low nibble of a byte selects two weights and the byte value that
// separates them.
#pragma once
#include <cstdint>

#include "clinmetrics/random/byte_weight.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

struct nibble_alias {
  alignas(16) std::int8_t last_lower[16] = {};  ///< signed bytes above it get `upper`
  alignas(16) std::uint8_t lower[16] = {}, upper[16] = {};

  constexpr nibble_alias() {
    for (int nibble = 0; nibble < 16; ++nibble) {
      auto const weight = [nibble](int slot) { return weight_of_byte[(slot & 15) << 4 | nibble]; };
      int slot = -8;  // the signed upper nibble
      while (slot < 8 && weight(slot) == weight(-8)) ++slot;
      last_lower[nibble] = static_cast<std::int8_t>(16 * slot + nibble - 1);
      if (slot == 8) last_lower[nibble] = 127;
      lower[nibble] = weight(-8), upper[nibble] = weight(7);
    }
  }
  constexpr unsigned operator()(int byte) const {
    int const nibble = byte & 15;
    return static_cast<std::int8_t>(byte) > last_lower[nibble] ? upper[nibble] : lower[nibble];
  }
};

inline constexpr nibble_alias weight_shuffles;

static_assert(
    [] {
      for (int byte = 0; byte < 256; ++byte)
        if (weight_shuffles(byte) != weight_of_byte[byte]) return false;
      return true;
    }(),
    "the frozen table is not the nibble alias");

}  // namespace CLINMETRICS_NAMESPACE::simd
