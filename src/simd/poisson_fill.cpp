// SPDX-License-Identifier: Apache-2.0
// Poisson weights: one random byte each (philox-inl.hpp), turned into a weight by three 16-entry byte shuffles (nibble_alias.hpp).
// The shuffles cost five instructions for 64 weights, about .012 ns of .077 ns per weight; five comparisons would cost .023.
#include "poisson_fill.hpp"

#include "nibble_alias.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/poisson_fill.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

struct weight_map {
  vector8 last_lower, lower, upper, nibble;
  HWY_INLINE weight_map() {
    bytes8 const d;
    last_lower = hn::BitCast(d, hn::LoadDup128(hn::RebindToSigned<bytes8>(), weight_shuffles.last_lower));
    lower = hn::LoadDup128(d, weight_shuffles.lower), upper = hn::LoadDup128(d, weight_shuffles.upper);
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

struct no_map {
  HWY_INLINE vector8 operator()(vector8 byte) const { return byte; }
};

template <class Map>
HWY_INLINE void fill(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* HWY_RESTRICT units, std::size_t n,
                     std::uint8_t* HWY_RESTRICT out) {
  bytes8 const d;
  Map const map;
  alignas(64) std::uint64_t index[chunk_rows], tail[chunk_rows];
  std::size_t const padded = (n + 7) / 8 * 8;
  for (std::size_t i = 0; i < n; ++i) index[i] = units[i];
  for (std::size_t i = n; i < padded; ++i) index[i] = 0;
  for (std::size_t i = 0; i < padded; ++i) tail[i] = counter_tail(stream, 0, purpose::poisson_byte);
  unit_words<chunk_rows> words;
  prepare_units(lanes, index, tail, padded, words);
  for (std::size_t first_lane = 0; first_lane < 8; first_lane += lanes64) {
    philox_vectors const k(lanes, first_lane);
    std::uint8_t* const to = out + 8 * first_lane;
    std::size_t i = 0;
    for (; i + interleaved <= n; i += interleaved) {
      vector8 low[interleaved], high[interleaved];
      philox_bytes<interleaved>(k, words, i, low, high);
      HWY_UNROLL(8)
      for (std::size_t u = 0; u < interleaved; ++u) {
        hn::Store(map(low[u]), d, to + (i + u) * tile_width);
        hn::Store(map(high[u]), d, to + (i + u) * tile_width + tile_width / 2);
      }
    }
    for (; i < n; ++i) {
      vector8 low[1], high[1];
      philox_bytes<1>(k, words, i, low, high);
      hn::Store(map(low[0]), d, to + i * tile_width);
      hn::Store(map(high[0]), d, to + i * tile_width + tile_width / 2);
    }
  }
}

void poisson(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  fill<weight_map>(lanes, stream, units, n, out);
}
void bytes(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  fill<no_map>(lanes, stream, units, n, out);
}
#else
void poisson(philox_lanes const&, std::uint32_t, std::uint32_t const*, std::size_t, std::uint8_t*) {}
void bytes(philox_lanes const&, std::uint32_t, std::uint32_t const*, std::size_t, std::uint8_t*) {}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(poisson);
HWY_EXPORT(bytes);

void fill_poisson(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(poisson)(lanes, stream, units, n, out);
}
void fill_bytes(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(bytes)(lanes, stream, units, n, out);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
