// SPDX-License-Identifier: Apache-2.0
// Fixed point: per-row losses become integers once, before any pass, so that their sums do not depend on order, thread or device.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>

#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr int replicate_bits = 28;  ///< binary digits after the point in replicates
inline constexpr int point_bits = 52;      ///< binary digits after the point in the point value

/// round(x · 2^bits), halves away from zero, for finite x ≥ 0 below 2^(63 − bits).
inline std::uint64_t to_fixed(double x, int bits) {
  double const scaled = x * static_cast<double>(std::uint64_t{1} << bits);
  auto const whole = static_cast<std::int64_t>(scaled);  // std::round is a call of the library for many processors
  return static_cast<std::uint64_t>(whole + (scaled - static_cast<double>(whole) >= 0.5));
}

/// The sum of fixed-point numbers as a double.
inline double from_fixed(u128 sum, int bits) { return as_double(sum) * power_of_two(-bits); }

/// −log(p) for p in (0, 1], computed with + − × ÷ only: the same bits on every machine, within 1 ulp.
/// p = m·2^e with m = 1 + f in [√½, √2); with s = f/(2 + f), log m = f − (f²/2 − s·(f²/2 + R)), R = 2·Σ s^{2k}/(2k + 1); log 2 in two
/// parts.
inline double negative_log(double p) {
  if (p == 1.0) return 0.0;
  auto bits = std::bit_cast<std::uint64_t>(p);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  if (exponent == -1023) {  // subnormal
    bits = std::bit_cast<std::uint64_t>(p * 0x1p54);
    exponent = static_cast<int>(bits >> 52) - 1023 - 54;
  }
  double m = std::bit_cast<double>((bits & 0x000F'FFFF'FFFF'FFFFull) | 0x3FF0'0000'0000'0000ull);
  if (m > 1.4142135623730951) m *= 0.5, exponent += 1;
  double const f = m - 1.0, s = f / (2.0 + f), z = s * s;
  double series = 0.0;  // Σ z^k/(2k + 1), k = 1…; |s| < .172, so 11 terms leave less than 1e-18
  for (int k = 11; k >= 1; --k) series = z * (1.0 / (2 * k + 1) + series);
  double const high = 0x1.62e42fefa3800p-1, low = 0x1.ef35793c76730p-45;  // log 2; the first part times an exponent is exact
  double const half_square = 0.5 * f * f;
  return (half_square - (s * (half_square + 2.0 * series) + exponent * low)) - f - exponent * high;
}

}  // namespace CLINMETRICS_NAMESPACE
