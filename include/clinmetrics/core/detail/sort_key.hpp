// SPDX-License-Identifier: Apache-2.0
// Numbers as unsigned integers in the same order.
#pragma once
#include <bit>
#include <cstdint>
#include <type_traits>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// An unsigned integer in the same order as the finite number x, −0 equal to 0. It uses the bits only, so a mode that flushes subnormal
/// numbers to zero has no effect.
constexpr std::uint32_t sort_key(float x) {
  auto bits = std::bit_cast<std::uint32_t>(x);
  if (bits << 1 == 0) bits = 0;
  return bits ^ (static_cast<std::uint32_t>(-static_cast<std::int32_t>(bits >> 31)) | 0x8000'0000u);
}
constexpr std::uint64_t sort_key(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  if (bits << 1 == 0) bits = 0;
  return bits ^ (static_cast<std::uint64_t>(-static_cast<std::int64_t>(bits >> 63)) | 0x8000'0000'0000'0000u);
}
template <class T>
constexpr auto sort_key(T x) {
  using Unsigned = std::make_unsigned_t<T>;
  constexpr auto top = std::is_signed_v<T> ? Unsigned(Unsigned{1} << (8 * sizeof(T) - 1)) : Unsigned{0};
  using Key = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
  return static_cast<Key>(static_cast<Unsigned>(x) ^ top);
}

}  // namespace CLINMETRICS_NAMESPACE::detail
