// SPDX-License-Identifier: Apache-2.0
// Integers in doubles, and the IEEE quotient of two of them. Included once per target by the kernels of the ranked pass.
#include <cstdint>

#include "targets.hpp"

#if defined(CLINMETRICS_SIMD_EXACT_QUOTIENT_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_EXACT_QUOTIENT_INL
#undef CLINMETRICS_SIMD_EXACT_QUOTIENT_INL
#else
#define CLINMETRICS_SIMD_EXACT_QUOTIENT_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using words64 = hn::CappedTag<std::uint64_t, 8>;
using doubles = hn::RebindToFloat<words64>;
using vector64 = hn::Vec<words64>;
using vector_double = hn::Vec<doubles>;

/// An integer below 2⁵² in a double, as an integer.
HWY_INLINE vector64 to_integer(vector_double x) {
  auto const two_to_52 = hn::Set(doubles(), 0x1p52);
  words64 const d;
  return hn::Xor(hn::BitCast(d, hn::Add(x, two_to_52)), hn::BitCast(d, two_to_52));
}
/// An integer below 2⁵² as a double.
HWY_INLINE vector_double to_double(vector64 x) {
  auto const two_to_52 = hn::Set(doubles(), 0x1p52);
  return hn::Sub(hn::BitCast(doubles(), hn::Or(x, hn::BitCast(words64(), two_to_52))), two_to_52);
}

/// The IEEE quotient a / b of a = i · 2⁴⁰ and b, integers i and b below 2³¹, b > 0.
/// With a fused multiply-add: an approximate reciprocal corrected to 2⁻⁴⁴ (1/b = y / (1 − e), e = 1 − b·y), a quotient q from it, and one
/// correction by the remainder, which is exact. The corrected quotient is rounded once from a number within 2⁻³⁴ units in the last
/// place of a / b; and a quotient of such small integers is never that close to the middle of two doubles (its distance is at least 1/(2b)
/// units). About 6 cycles for 8 quotients instead of 16 and more.
HWY_INLINE vector_double divide_exactly(vector_double a, vector_double b) {
#if HWY_NATIVE_FMA
  doubles const d;
  hn::Rebind<float, doubles> const d32;
  auto const y0 = hn::PromoteTo(d, hn::ApproximateReciprocal(hn::DemoteTo(d32, b)));
  auto const e = hn::NegMulAdd(b, y0, hn::Set(d, 1.0));
  auto const y1 = hn::MulAdd(y0, e, y0), y = hn::MulAdd(y1, hn::Mul(e, e), y1);  // y0·(1 + e)·(1 + e²): the remaining error is e⁴
  auto const q = hn::Mul(a, y);
  return hn::MulAdd(hn::NegMulAdd(b, q, a), y, q);
#else
  return hn::Div(a, b);
#endif
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
