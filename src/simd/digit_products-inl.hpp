// SPDX-License-Identifier: Apache-2.0
// Products of replicate weights and 15-bit digits, two rows at a time. Included once per target by the kernels that multiply rows.
//
// One instruction multiplies the weights of two rows by their digits and adds the pair: 16 × 16 + 16 × 16 → 32 bits. The bytes of the two
// rows are interleaved and widened once for all digits, which leaves every 32-bit sum in one of four quarters (digits.hpp).
#include <cstdint>

#include "targets.hpp"

#if defined(CLINMETRICS_SIMD_DIGIT_PRODUCTS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_DIGIT_PRODUCTS_INL
#undef CLINMETRICS_SIMD_DIGIT_PRODUCTS_INL
#else
#define CLINMETRICS_SIMD_DIGIT_PRODUCTS_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using weight_bytes = hn::ScalableTag<std::uint8_t>;
using integers16 = hn::Repartition<std::int16_t, weight_bytes>;
using integers32 = hn::Repartition<std::int32_t, weight_bytes>;
using vector32 = hn::Vec<integers32>;

/// The weights of two rows in the four quarters.
struct weight_pairs {
  hn::Vec<integers16> quarter[4];
};
HWY_INLINE weight_pairs pair_weights(std::uint8_t const* HWY_RESTRICT a, std::uint8_t const* HWY_RESTRICT b) {
  weight_bytes const d;
  integers16 const i16;
  auto const first = hn::Load(d, a), second = hn::Load(d, b), zero = hn::Zero(d);
  auto const lower = hn::InterleaveLower(d, first, second), upper = hn::InterleaveUpper(d, first, second);
  return {{hn::BitCast(i16, hn::InterleaveLower(d, lower, zero)), hn::BitCast(i16, hn::InterleaveUpper(d, lower, zero)),
           hn::BitCast(i16, hn::InterleaveLower(d, upper, zero)), hn::BitCast(i16, hn::InterleaveUpper(d, upper, zero))}};
}

/// sum + a0·b0 + a1·b1 in every 32 bits.
HWY_INLINE vector32 add_products(vector32 sum, hn::Vec<integers16> a, hn::Vec<integers16> b) {
  vector32 none = hn::Zero(integers32());
  return hn::ReorderWidenMulAccumulate(integers32(), a, b, sum, none);
}
HWY_INLINE hn::Vec<integers16> digits_of_pair(std::uint32_t pair) {
  return hn::BitCast(integers16(), hn::Set(integers32(), static_cast<std::int32_t>(pair)));
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
