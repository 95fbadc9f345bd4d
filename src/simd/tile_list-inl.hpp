// SPDX-License-Identifier: Apache-2.0
// Lists of numbers as 64-bit lanes, for Philox on any counters. Included once per target.
#include <cstdint>

#include "philox-inl.hpp"

#if defined(CLINMETRICS_SIMD_TILE_LIST_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_TILE_LIST_INL
#undef CLINMETRICS_SIMD_TILE_LIST_INL
#else
#define CLINMETRICS_SIMD_TILE_LIST_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

HWY_INLINE vector64 load_wide(std::uint32_t const* from) {
  return hn::PromoteTo(words64(), hn::LoadU(hn::Rebind<std::uint32_t, words64>(), from));
}
HWY_INLINE vector64 load_wide(std::uint16_t const* from) {
  hn::Rebind<std::uint32_t, words64> const d32;
  return hn::PromoteTo(words64(), hn::PromoteTo(d32, hn::LoadU(hn::Rebind<std::uint16_t, words64>(), from)));
}

/// `replicate_at` of the lowest seven bits of each lane.
HWY_INLINE vector64 replicates_at(vector64 position) {
  words64 const d;
  auto const block = hn::ShiftLeft<1>(hn::And(position, hn::Set(d, std::uint64_t{0x38}))),
             half = hn::ShiftRight<3>(hn::And(position, hn::Set(d, std::uint64_t{0x40})));
  return hn::Or(hn::Or(block, half), hn::And(position, hn::Set(d, std::uint64_t{7})));
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
