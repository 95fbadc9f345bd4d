// SPDX-License-Identifier: Apache-2.0
// The fill that both kinds of weights share: random bytes of a list of units for one tile, and the map of a byte to a weight by three
// 16-entry byte shuffles (nibble_alias.hpp). The shuffles cost five instructions for 64 weights, about .012 ns of .077 ns per weight; five
// comparisons would cost .023. Included once per target.
#include <algorithm>

#include "nibble_alias.hpp"
#include "philox-inl.hpp"

#if defined(CLINMETRICS_SIMD_BYTE_FILL_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_BYTE_FILL_INL
#undef CLINMETRICS_SIMD_BYTE_FILL_INL
#else
#define CLINMETRICS_SIMD_BYTE_FILL_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

struct byte_shuffles {
  vector8 last_lower, lower, upper, nibble;
  HWY_INLINE explicit byte_shuffles(nibble_alias const& table) {
    bytes8 const d;
    last_lower = hn::BitCast(d, hn::LoadDup128(hn::RebindToSigned<bytes8>(), table.last_lower));
    lower = hn::LoadDup128(d, table.lower), upper = hn::LoadDup128(d, table.upper);
    nibble = hn::Set(d, std::uint8_t{15});
  }
  HWY_INLINE vector8 operator()(vector8 byte) const {
    bytes8 const d;
    hn::RebindToSigned<bytes8> const s;
    auto const low = hn::And(byte, nibble);
    auto const is_upper = hn::RebindMask(d, hn::Gt(hn::BitCast(s, byte), hn::BitCast(s, hn::TableLookupBytes(last_lower, low))));
    return hn::IfThenElse(is_upper, hn::TableLookupBytes(upper, low), hn::TableLookupBytes(lower, low));
  }
};

/// Calls take(i, position, bytes) with the random bytes of unit i, for each of n units (at most chunk_rows) and each vector of a tile's
/// row. `tail` is the last word of the counters; `lanes` starts at the tile's first replicate / 16.
template <class Take>
HWY_INLINE void draw_bytes(philox_lanes const& lanes, std::uint32_t tail, std::uint32_t const* HWY_RESTRICT units, std::size_t n,
                           Take const& take) {
  alignas(64) std::uint64_t index[chunk_rows];
  std::size_t const padded = (n + 7) / 8 * 8;
  std::copy_n(units, n, index);
  std::fill(index + n, index + padded, 0);
  unit_words<chunk_rows> words;
  prepare_units(lanes, tail, index, padded, words);
  for (std::size_t first_lane = 0; first_lane < 8; first_lane += lanes64) {
    philox_vectors const k(lanes, first_lane);
    std::size_t i = 0;
    for (; i + interleaved <= n; i += interleaved) {
      vector8 low[interleaved], high[interleaved];
      philox_bytes<interleaved>(k, words, i, low, high);
      HWY_UNROLL(8)
      for (std::size_t u = 0; u < interleaved; ++u) {
        take(i + u, 8 * first_lane, low[u]);
        take(i + u, 8 * first_lane + tile_width / 2, high[u]);
      }
    }
    for (; i < n; ++i) {
      vector8 low[1], high[1];
      philox_bytes<1>(k, words, i, low, high);
      take(i, 8 * first_lane, low[0]);
      take(i, 8 * first_lane + tile_width / 2, high[0]);
    }
  }
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
