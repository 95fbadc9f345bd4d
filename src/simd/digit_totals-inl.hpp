// SPDX-License-Identifier: Apache-2.0
// Sums of replicate weight times row weight over some rows, digit by digit. Included once per target by the kernel of weighted rows.
//
// The digits of the row weights are multiplied two rows at a time, and added in 32 bits: 64 · 255 · 2¹⁵ < 2³¹, for any weights of a block.
#include <cstddef>
#include <cstdint>

#include "digit_products-inl.hpp"
#include "exact_quotient-inl.hpp"
#include "ranked_kernel.hpp"

#if defined(CLINMETRICS_SIMD_DIGIT_TOTALS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_DIGIT_TOTALS_INL
#undef CLINMETRICS_SIMD_DIGIT_TOTALS_INL
#else
#define CLINMETRICS_SIMD_DIGIT_TOTALS_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using words32 = hn::RebindToUnsigned<integers32>;
using vector_word32 = hn::Vec<words32>;
inline constexpr std::size_t lanes8 = HWY_LANES(std::uint8_t);

/// The low words of two vectors, multiplied: 32 × 32 → 64 bits.
HWY_INLINE vector64 multiply_low(vector64 a, vector64 b) { return hn::MulEven(hn::BitCast(words32(), a), hn::BitCast(words32(), b)); }
/// Every second 32-bit lane in 64 bits: the even ones (parity 0) or the odd ones (parity 1).
HWY_INLINE vector64 widen_lanes(vector_word32 x, std::size_t parity) {
  auto const both = hn::BitCast(words64(), x);
  return parity == 0 ? hn::And(both, hn::Set(words64(), 0xFFFF'FFFFu)) : hn::ShiftRight<32>(both);
}

/// Sums of weight · digit over some rows.
template <std::uint32_t n_digits>
struct digit_totals {
  vector32 of[n_digits][4];  // [digit][quarter]
};

/// Reads the rows of a block in order, at `lanes8` positions.
template <std::uint32_t n_digits>
struct row_reader {
  weight_rows const& weights;
  std::uint32_t const* digits;
  std::size_t first, row = 0;

  HWY_INLINE digit_totals<n_digits> sum(std::size_t n) {
    digit_totals<n_digits> total;
    HWY_UNROLL(4)
    for (std::uint32_t k = 0; k < n_digits; ++k) HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) total.of[k][q] = hn::Zero(integers32());
    std::size_t const end = row + n;
    for (; row < end; row += 2, digits += n_digits) {
      weights.prefetch_after(row, first), weights.prefetch_after(row + 1, first);
      std::uint8_t const* const a = weights.row(row) + first;
      std::uint8_t const* const b = row + 1 < end ? weights.row(row + 1) + first : a;
      auto const pairs = pair_weights(a, b);
      HWY_UNROLL(4)
      for (std::uint32_t k = 0; k < n_digits; ++k) {
        auto const factor = digits_of_pair(digits[k]);
        HWY_UNROLL(4)
        for (std::size_t q = 0; q < 4; ++q) total.of[k][q] = add_products(total.of[k][q], pairs.quarter[q], factor);
      }
    }
    row = end;
    return total;
  }
};
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
