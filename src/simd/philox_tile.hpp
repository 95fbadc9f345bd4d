// SPDX-License-Identifier: Apache-2.0
// The part of the vector Philox that does not depend on the unit: the key of each round, and the part of the first two rounds that depends
// only on the lane.
#pragma once
#include <array>
#include <cstdint>

#include "clinmetrics/random/philox.hpp"
#include "tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

using namespace random;  // the kernels draw the same numbers

/// Constants for eight lanes, the third counter words of which are `lane`, `lane` + 1, … The counter's first word is the unit, its second
/// is 0. Round 1 multiplies the unit and the lane separately, and round 2 multiplies the two results separately; so the products of both
/// rounds are computed once per lane (here) and once per unit (`unit_words`), and a pair of the two starts at round 3.
struct philox_lanes {
  static constexpr std::uint32_t multiplier[2] = {0xD2511F53u, 0xCD9E8D57u};
  static constexpr std::uint32_t step[2] = {0x9E3779B9u, 0xBB67AE85u};
  alignas(64) std::uint64_t x0[8], x2[8], x2_next[8];  ///< to be combined with a unit's words
  std::uint32_t key[2][10];

  philox_lanes(std::uint64_t seed, std::uint32_t lane) {
    for (std::uint32_t round = 0; round < 10; ++round) {
      key[0][round] = static_cast<std::uint32_t>(seed) + round * step[0];
      key[1][round] = static_cast<std::uint32_t>(seed >> 32) + round * step[1];
    }
    for (std::uint32_t i = 0; i < 8; ++i) {
      std::uint64_t const first = std::uint64_t{multiplier[1]} * (lane + i);
      auto const x = static_cast<std::uint32_t>(first >> 32) ^ key[0][0];
      std::uint64_t const second = std::uint64_t{multiplier[0]} * x;
      x0[i] = static_cast<std::uint32_t>(first) ^ key[0][1];
      x2[i] = static_cast<std::uint32_t>(second >> 32) ^ key[1][1];
      x2_next[i] = static_cast<std::uint32_t>(second) ^ key[1][2];
    }
  }
};

/// The last counter word: stream << 16 | j << 8 | purpose.
constexpr std::uint32_t counter_tail(std::uint32_t stream, std::uint32_t j, purpose what) { return counter(0, 0, stream, j, what)[3]; }

}  // namespace CLINMETRICS_NAMESPACE::simd
