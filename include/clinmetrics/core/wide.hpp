// SPDX-License-Identifier: Apache-2.0
// 128-bit integers for the sums of a tally, and their conversion to double with a single rounding.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

#if defined(__FAST_MATH__)
#error "clinmetrics promises the same bits everywhere; it cannot be compiled with -ffast-math"
#endif

namespace CLINMETRICS_NAMESPACE {

__extension__ typedef unsigned __int128 u128;  // NOLINT(modernize-use-using): `__extension__` does not go with using
__extension__ typedef __int128 i128;           // NOLINT(modernize-use-using)

constexpr u128 wide(std::uint64_t low, std::uint64_t high) { return static_cast<u128>(high) << 64 | low; }
constexpr std::uint64_t low_half(u128 x) { return static_cast<std::uint64_t>(x); }
constexpr std::uint64_t high_half(u128 x) { return static_cast<std::uint64_t>(x >> 64); }

/// Adds x to a 128-bit sum that is stored in two words.
constexpr void add_wide(std::uint64_t& low, std::uint64_t& high, u128 x) {
  u128 const sum = wide(low, high) + x;
  low = low_half(sum), high = high_half(sum);
}

constexpr void subtract_wide(std::uint64_t& low, std::uint64_t& high, u128 x) {
  u128 const rest = wide(low, high) - x;
  low = low_half(rest), high = high_half(rest);
}

/// ⌊√x⌋, computed bit by bit: the same on every machine.
constexpr std::uint64_t integer_sqrt(u128 x) {
  u128 root = 0;
  for (int bit = 63; bit >= 0; --bit) {
    u128 const trial = root | static_cast<u128>(1) << bit;
    if (trial * trial <= x) root = trial;
  }
  return static_cast<std::uint64_t>(root);
}

}  // namespace CLINMETRICS_NAMESPACE
