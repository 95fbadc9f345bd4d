// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 for one unit and many lanes, several units interleaved. Included once per target by the kernels that draw bits.
//
// A 64-bit lane contains a whole Philox block: one widening multiplication (MulEven) gives the high and the low word together, and the
// upper halves are never read. Rounds 1 and 2 are computed in advance (philox_lanes, unit_words): 8 rounds instead of 10. Four units at a
// time hide the multiplier's latency: with AVX-512 this takes .066 ns per byte, compared with .078 for one unit at a time.
#include <cstddef>
#include <cstdint>

#include "philox_tile.hpp"
#include "targets.hpp"

#if defined(CLINMETRICS_SIMD_PHILOX_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_PHILOX_INL
#undef CLINMETRICS_SIMD_PHILOX_INL
#else
#define CLINMETRICS_SIMD_PHILOX_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using words64 = hn::CappedTag<std::uint64_t, 8>;
using words32 = hn::Repartition<std::uint32_t, words64>;
using bytes8 = hn::Repartition<std::uint8_t, words64>;
using vector64 = hn::Vec<words64>;
using vector8 = hn::Vec<bytes8>;
inline constexpr std::size_t lanes64 = HWY_LANES(std::uint64_t);
inline constexpr std::size_t lanes8 = HWY_LANES(std::uint8_t);
inline constexpr std::size_t columns = tile_width / lanes8;         ///< vectors per row of the tile
inline constexpr int interleaved = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  ///< units at a time, as many as fit into the registers

/// The words of up to `capacity` counters after the part of the first two rounds that depends only on the unit; 32 bits each, in 64.
template <std::size_t capacity>
struct unit_words {
  alignas(64) std::uint64_t x0[capacity], x0_next[capacity], x2[capacity];
};

/// Prepares n counters (index, tail); reads and writes whole vectors.
template <std::size_t capacity>
HWY_INLINE void prepare_units(philox_lanes const& lanes, std::uint64_t const* HWY_RESTRICT index, std::uint64_t const* HWY_RESTRICT tail,
                              std::size_t n, unit_words<capacity>& out) {
  words64 const d;
  words32 const d32;
  auto const m0 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[0])), m1 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[1]));
  auto const k1 = hn::Set(d, lanes.key[1][0]), k2 = hn::Set(d, lanes.key[0][2]);
  for (std::size_t i = 0; i < n; i += lanes64) {
    auto const p0 = hn::MulEven(hn::BitCast(d32, hn::Load(d, index + i)), m0);
    auto const x2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(p0), k1), hn::Load(d, tail + i));
    auto const p1 = hn::MulEven(hn::BitCast(d32, x2), m1);
    hn::Store(hn::ShiftRight<32>(p1), d, out.x0 + i);
    hn::Store(hn::Xor(p1, k2), d, out.x0_next + i);
    hn::Store(p0, d, out.x2 + i);
  }
}

/// The low 32 bits of a word in every 32-bit lane: one load that broadcasts.
HWY_INLINE vector64 broadcast(std::uint64_t const& word) {
  return hn::BitCast(words64(), hn::Set(words32(), static_cast<std::uint32_t>(word)));
}

/// The lanes' constants and the keys of rounds 3 to 10, in registers or in the cache.
struct philox_vectors {
  vector64 x0, x2, x2_next, key0[7], key1[7];
  HWY_INLINE philox_vectors(philox_lanes const& lanes, std::size_t first_lane) {
    words64 const d;
    x0 = hn::Load(d, lanes.x0 + first_lane), x2 = hn::Load(d, lanes.x2 + first_lane), x2_next = hn::Load(d, lanes.x2_next + first_lane);
    for (std::size_t r = 0; r < 7; ++r) key0[r] = hn::Set(d, lanes.key[0][r + 3]), key1[r] = hn::Set(d, lanes.key[1][r + 3]);
  }
};

/// Bytes 0 to 7 (low) and 8 to 15 (high) of every lane's block, for the units first … first + n_units − 1.
template <int n_units, std::size_t capacity>
HWY_INLINE void philox_bytes(philox_vectors const& k, unit_words<capacity> const& units, std::size_t first, vector8* HWY_RESTRICT low,
                             vector8* HWY_RESTRICT high) {
  words64 const d;
  words32 const d32;
  auto const m0 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[0])), m1 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[1]));
  vector64 x0[n_units], x1[n_units], x2[n_units], x3[n_units];
  HWY_UNROLL(8)
  for (int u = 0; u < n_units; ++u) {  // round 3
    auto const at = first + static_cast<std::size_t>(u);
    x3[u] = hn::MulEven(hn::BitCast(d32, hn::Xor(k.x0, broadcast(units.x0[at]))), m0);
    x1[u] = hn::MulEven(hn::BitCast(d32, hn::Xor(k.x2, broadcast(units.x2[at]))), m1);
    x0[u] = hn::Xor(hn::ShiftRight<32>(x1[u]), broadcast(units.x0_next[at]));
    x2[u] = hn::Xor(hn::BitCast(d, hn::Shuffle2301(hn::BitCast(d32, x3[u]))), k.x2_next);
  }
  HWY_UNROLL(8)
  for (int round = 0; round < 7; ++round) {  // rounds 4 to 10
    HWY_UNROLL(8)
    for (int u = 0; u < n_units; ++u) {
      auto const p0 = hn::MulEven(hn::BitCast(d32, x0[u]), m0), p1 = hn::MulEven(hn::BitCast(d32, x2[u]), m1);
      x0[u] = hn::Xor3(hn::ShiftRight<32>(p1), x1[u], k.key0[round]);
      x2[u] = hn::Xor3(hn::BitCast(d, hn::Shuffle2301(hn::BitCast(d32, p0))), x3[u], k.key1[round]);
      x1[u] = p1, x3[u] = p0;
    }
  }
  HWY_UNROLL(8)
  for (int u = 0; u < n_units; ++u) {
    low[u] = hn::BitCast(bytes8(), hn::OddEven(hn::BitCast(d32, hn::ShiftLeft<32>(x1[u])), hn::BitCast(d32, x0[u])));
    high[u] = hn::BitCast(bytes8(), hn::OddEven(hn::DupEven(hn::BitCast(d32, x3[u])), hn::BitCast(d32, x2[u])));
  }
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
