// SPDX-License-Identifier: Apache-2.0
// Poisson weights: one random byte each, turned into a weight by the frozen table.
#include "poisson_fill.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/poisson_fill.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "byte_fill-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

void poisson(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  byte_shuffles const weights(poisson_shuffles);
  draw_bytes(lanes, counter_tail(stream, 0, purpose::poisson_byte), units, n,
             [&](std::size_t i, std::size_t position, vector8 bytes)
                 HWY_ATTR { hn::Store(weights(bytes), bytes8(), out + i * tile_width + position); });
}
void bytes(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t const* units, std::size_t n, std::uint8_t* out) {
  draw_bytes(lanes, counter_tail(stream, 0, purpose::poisson_byte), units, n,
             [&](std::size_t i, std::size_t position, vector8 bytes)
                 HWY_ATTR { hn::Store(bytes, bytes8(), out + i * tile_width + position); });
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
