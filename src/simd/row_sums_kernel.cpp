// SPDX-License-Identifier: Apache-2.0
// Sums of weight · amount over the rows of a run, digit by digit (digit_products-inl.hpp): the sum over 8 blocks of 64 rows stays below 2³²
// for any weights, so no check is needed. (VNNI would save the addition, but Highway 1.0.3 has no function for it.)
#include "row_sums_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/row_sums_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "digit_products-inl.hpp"
#include "targets.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using bytes8 = weight_bytes;
using words64 = hn::Repartition<std::uint64_t, bytes8>;
using four64 = hn::CappedTag<std::uint64_t, 4>;  // positions that are adjacent in a 32-bit sum
inline constexpr std::size_t lanes8 = HWY_LANES(std::uint8_t);
inline constexpr std::size_t lanes4 = HWY_LANES(std::uint64_t) < 4 ? HWY_LANES(std::uint64_t) : 4;
inline constexpr std::uint32_t digits_at_once = HWY_TARGET <= HWY_AVX3 ? 4 : 2;  ///< four vectors of sums each, in registers

template <std::uint32_t n_digits>
HWY_INLINE void sum_digits(std::uint32_t stride, std::uint32_t const* HWY_RESTRICT digits, std::size_t n_rows, weight_rows const& weights,
                           digit_sum* HWY_RESTRICT out) {
  integers32 const d32;
  hn::RebindToUnsigned<integers32> const u32;
  for (std::size_t first = 0; first < tile_width; first += lanes8) {
    vector32 sum[n_digits][4];
    HWY_UNROLL(4)
    for (std::uint32_t k = 0; k < n_digits; ++k) HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) sum[k][q] = hn::BitCast(d32, hn::Load(u32, out[k].sum[q] + first / 4));
    std::uint32_t const* digit = digits;
    for (std::size_t row = 0; row < n_rows; row += 2, digit += stride) {
      std::uint8_t const *const a = weights.row(row) + first, *const b = weights.row(row + 1 < n_rows ? row + 1 : row) + first;
      auto const pairs = pair_weights(a, b);
      weights.prefetch_after(row, first), weights.prefetch_after(row + 1, first);
      HWY_UNROLL(4)
      for (std::uint32_t k = 0; k < n_digits; ++k) {
        auto const factor = digits_of_pair(digit[k]);
        HWY_UNROLL(4)
        for (std::size_t q = 0; q < 4; ++q) sum[k][q] = add_products(sum[k][q], pairs.quarter[q], factor);
      }
    }
    HWY_UNROLL(4)
    for (std::uint32_t k = 0; k < n_digits; ++k) HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) hn::Store(hn::BitCast(u32, sum[k][q]), u32, out[k].sum[q] + first / 4);
  }
}

void amounts(digit_sum* sums, std::uint32_t n_digits, std::uint32_t const* digits, std::size_t n_rows, weight_rows const& weights) {
  for (std::uint32_t first = 0; first < n_digits; first += digits_at_once) {
    std::uint32_t const n = n_digits - first < digits_at_once ? n_digits - first : digits_at_once;
    if (n == 1) sum_digits<1>(n_digits, digits + first, n_rows, weights, sums + first);
    if (n == 2) sum_digits<2>(n_digits, digits + first, n_rows, weights, sums + first);
#if HWY_TARGET <= HWY_AVX3
    if (n == 3) sum_digits<3>(n_digits, digits + first, n_rows, weights, sums + first);
    if (n == 4) sum_digits<4>(n_digits, digits + first, n_rows, weights, sums + first);
#endif
  }
}

/// to += x · 2^shift.
HWY_INLINE void add_shifted(run_sum& to, std::size_t at, hn::Vec<four64> x, int shift) {
  four64 const d;
  auto const added = shift < 64 ? hn::ShiftLeftSame(x, shift) : hn::Zero(d);
  auto const low = hn::Add(hn::Load(d, to.low + at), added);
  hn::Store(low, d, to.low + at);
  auto high = hn::Sub(hn::Load(d, to.high + at), hn::VecFromMask(d, hn::Lt(low, added)));
  if (shift >= 64) high = hn::Add(high, hn::ShiftLeftSame(x, shift - 64));
  if (shift > 0 && shift < 64) high = hn::Add(high, hn::ShiftRightSame(x, 64 - shift));
  hn::Store(high, d, to.high + at);
}

void carry(run_sum& to, digit_sum* digits, std::uint32_t n_digits) {
  constexpr std::uint32_t together = 3;  // digits whose sums fit into 64 bits
  four64 const d;
  hn::Rebind<std::uint32_t, four64> const d32;
  for (std::size_t i = 0; i < tile_width; i += lanes4)
    for (std::uint32_t first = 0; first < n_digits; first += together) {
      auto x = hn::Zero(d);
      for (std::uint32_t k = first; k < n_digits && k < first + together; ++k) {
        std::uint32_t* const at = digits[k].sum[i % 16 / 4] + i / 16 * 4 + i % 4;
        x = hn::Add(x, hn::ShiftLeftSame(hn::PromoteTo(d, hn::Load(d32, at)), static_cast<int>(k - first) * digit_bits));
        hn::Store(hn::Zero(d32), d32, at);
      }
      add_shifted(to, i, x, static_cast<int>(first) * digit_bits);
    }
}

void counts(run_count& to, std::size_t n_rows, weight_rows const& weights) {
  bytes8 const d;
  words64 const d64;
  for (std::size_t first = 0; first < tile_width; first += lanes8) {
    auto sum = hn::Zero(d);
    for (std::size_t row = 0; row < n_rows; ++row) {
      sum = hn::SaturatedAdd(sum, hn::Load(d, weights.row(row) + first));
      weights.prefetch_after(row, first);
    }
    if (!hn::AllFalse(d, hn::Gt(sum, hn::Set(d, std::uint8_t{greatest_fast_byte})))) {  // it may have saturated
      for (std::size_t row = 0; row < n_rows; ++row)
        for (std::size_t i = first; i < first + lanes8; ++i) to.count[i] += weights.row(row)[i];
      continue;
    }
    alignas(64) std::uint8_t bytes[lanes8];
    hn::Store(sum, d, bytes);
    hn::Rebind<std::uint8_t, words64> const d8;
    hn::Rebind<std::uint32_t, words64> const d32;
    for (std::size_t i = 0; i < lanes8; i += hn::Lanes(d64)) {
      auto const wide = hn::PromoteTo(d64, hn::PromoteTo(d32, hn::Load(d8, bytes + i)));
      hn::Store(hn::Add(hn::Load(d64, to.count + first + i), wide), d64, to.count + first + i);
    }
  }
}
#else
void amounts(digit_sum*, std::uint32_t, std::uint32_t const*, std::size_t, weight_rows const&) {}
void carry(run_sum&, digit_sum*, std::uint32_t) {}
void counts(run_count&, std::size_t, weight_rows const&) {}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(amounts);
HWY_EXPORT(carry);
HWY_EXPORT(counts);

void add_counts(run_count& count, std::size_t n_rows, weight_rows const& weights) { HWY_DYNAMIC_DISPATCH(counts)(count, n_rows, weights); }

void add_digit_products(digit_sum* sums, std::uint32_t n_digits, std::uint32_t const* digits, std::size_t n_rows,
                        weight_rows const& weights) {
  HWY_DYNAMIC_DISPATCH(amounts)(sums, n_digits, digits, n_rows, weights);
}
void carry_digits(run_sum& to, digit_sum* digits, std::uint32_t n_digits) { HWY_DYNAMIC_DISPATCH(carry)(to, digits, n_digits); }

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
