// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 for one unit and many lanes, several units interleaved, and for a list of any counters. Included once per target by the
// kernels that draw bits.
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

/// Prepares n units, for counters with this last word; reads and writes whole vectors.
template <std::size_t capacity>
HWY_INLINE void prepare_units(philox_lanes const& lanes, std::uint32_t tail, std::uint64_t const* HWY_RESTRICT units, std::size_t n,
                              unit_words<capacity>& out) {
  words64 const d;
  words32 const d32;
  auto const m0 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[0])), m1 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[1]));
  auto const k1_and_tail = hn::Set(d, std::uint64_t{lanes.key[1][0] ^ tail}), k2 = hn::Set(d, lanes.key[0][2]);
  for (std::size_t i = 0; i < n; i += lanes64) {
    auto const p0 = hn::MulEven(hn::BitCast(d32, hn::Load(d, units + i)), m0);
    auto const x2 = hn::Xor(hn::ShiftRight<32>(p0), k1_and_tail);
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

/// The four words of one block per 64-bit lane, each in the low half; what is in the high halves does not matter.
struct philox_state {
  vector64 x0, x1, x2, x3;

  HWY_INLINE void round(vector64 key0, vector64 key1) {
    words64 const d;
    words32 const d32;
    auto const m0 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[0])),
               m1 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[1]));
    auto const p0 = hn::MulEven(hn::BitCast(d32, x0), m0), p1 = hn::MulEven(hn::BitCast(d32, x2), m1);
    x0 = hn::Xor3(hn::ShiftRight<32>(p1), x1, key0);
    x2 = hn::Xor3(hn::BitCast(d, hn::Shuffle2301(hn::BitCast(d32, p0))), x3, key1);  // cheaper than a shift: another port
    x1 = p1, x3 = p0;
  }
  /// Bytes 0 to 7 of each block.
  HWY_INLINE vector64 low() const {
    words32 const d32;
    return hn::BitCast(words64(), hn::OddEven(hn::BitCast(d32, hn::ShiftLeft<32>(x1)), hn::BitCast(d32, x0)));
  }
  /// Bytes 8 to 15.
  HWY_INLINE vector64 high() const {
    words32 const d32;
    return hn::BitCast(words64(), hn::OddEven(hn::DupEven(hn::BitCast(d32, x3)), hn::BitCast(d32, x2)));
  }
};

/// Bytes 0 to 7 (low) and 8 to 15 (high) of every lane's block, for the units first … first + n_units − 1.
template <int n_units, std::size_t capacity>
HWY_INLINE void philox_bytes(philox_vectors const& k, unit_words<capacity> const& units, std::size_t first, vector8* HWY_RESTRICT low,
                             vector8* HWY_RESTRICT high) {
  words64 const d;
  words32 const d32;
  auto const m0 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[0])), m1 = hn::BitCast(d32, hn::Set(d, philox_lanes::multiplier[1]));
  philox_state x[n_units];
  HWY_UNROLL(8)
  for (int u = 0; u < n_units; ++u) {  // round 3
    auto const at = first + static_cast<std::size_t>(u);
    x[u].x3 = hn::MulEven(hn::BitCast(d32, hn::Xor(k.x0, broadcast(units.x0[at]))), m0);
    x[u].x1 = hn::MulEven(hn::BitCast(d32, hn::Xor(k.x2, broadcast(units.x2[at]))), m1);
    x[u].x0 = hn::Xor(hn::ShiftRight<32>(x[u].x1), broadcast(units.x0_next[at]));
    x[u].x2 = hn::Xor(hn::BitCast(d, hn::Shuffle2301(hn::BitCast(d32, x[u].x3))), k.x2_next);
  }
  HWY_UNROLL(8)
  for (int round = 0; round < 7; ++round) {  // rounds 4 to 10
    HWY_UNROLL(8)
    for (int u = 0; u < n_units; ++u) x[u].round(k.key0[round], k.key1[round]);
  }
  HWY_UNROLL(8)
  for (int u = 0; u < n_units; ++u) low[u] = hn::BitCast(bytes8(), x[u].low()), high[u] = hn::BitCast(bytes8(), x[u].high());
}

inline constexpr std::size_t list_group = lanes64 * interleaved;  ///< counters of a list that are drawn together
inline constexpr std::size_t most_list_group = 32;                ///< with any instruction set

/// Draws the blocks of n counters with this last word: counter(i, c0, c1, c2) sets the other words of counters i, i + 1, …, one per lane,
/// and use(i, low, high) takes their blocks. Goes on to the next multiple of list_group.
template <class Counter, class Use>
HWY_INLINE void philox_list(philox_lanes const& lanes, std::uint32_t tail, std::size_t n, Counter const& counter, Use const& use) {
  words64 const d;
  for (std::size_t i = 0; i < n; i += list_group) {
    philox_state x[interleaved];
    HWY_UNROLL(8)
    for (std::size_t u = 0; u < interleaved; ++u) {
      counter(i + u * lanes64, x[u].x0, x[u].x1, x[u].x2);
      x[u].x3 = hn::Set(d, tail);
    }
    HWY_UNROLL(10)
    for (int round = 0; round < 10; ++round) {
      auto const key0 = hn::Set(d, lanes.key[0][round]), key1 = hn::Set(d, lanes.key[1][round]);
      HWY_UNROLL(8)
      for (std::size_t u = 0; u < interleaved; ++u) x[u].round(key0, key1);
    }
    HWY_UNROLL(8)
    for (std::size_t u = 0; u < interleaved; ++u) use(i + u * lanes64, x[u].low(), x[u].high());
  }
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
