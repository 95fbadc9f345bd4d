// SPDX-License-Identifier: Apache-2.0
// 128-bit integers for the sums of a tally, and their conversion to double with a single rounding.
#pragma once
#include <bit>
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

/// 2^exponent, of −1022 to 1023.
constexpr double power_of_two(int exponent) { return std::bit_cast<double>(static_cast<std::uint64_t>(1023 + exponent) << 52); }

/// The nearest double, as by static_cast, which is a slow call of the compiler's library.
constexpr double as_double(u128 x) {
  if (high_half(x) == 0) return static_cast<double>(low_half(x));
  int const n_zeros = std::countl_zero(high_half(x));
  u128 const moved = x << n_zeros;
  std::uint64_t const top = high_half(moved), has_more = (top & 1) | static_cast<std::uint64_t>(low_half(moved) != 0);
  return static_cast<double>(static_cast<std::int64_t>(top >> 1 | has_more)) * power_of_two(65 - n_zeros);
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
