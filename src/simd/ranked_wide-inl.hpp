// SPDX-License-Identifier: Apache-2.0
// The ranked pass in 64 bits, for any row weights that a cohort has: a product for 2U is 60 × 60 → 120 bits. Included once per target by
// the kernel of weighted rows.
#include <cstddef>
#include <cstdint>

#include "digit_totals-inl.hpp"
#include "exact_quotient-inl.hpp"
#include "ranked_weighted_kernel.hpp"

#if defined(CLINMETRICS_SIMD_RANKED_WIDE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_RANKED_WIDE_INL
#undef CLINMETRICS_SIMD_RANKED_WIDE_INL
#else
#define CLINMETRICS_SIMD_RANKED_WIDE_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

/// The sums of a wide state at lanes8 positions.
template <std::uint32_t digits_of_row, bool with_precision>
class wide_lanes {
 public:
  static constexpr bool wants_precision = with_precision;
  static constexpr std::uint32_t n_digits = digits_of_row;
  struct total {
    vector64 of[4][2];  // [quarter][parity]
  };

  HWY_INLINE wide_lanes(wide_state& s, std::size_t first) : s_(s), first_(first / 8) {
    for_each_lane([&](std::size_t q, std::size_t parity) {
      tp_.of[q][parity] = hn::Load(words64(), at(s.tp, q, parity)), fp_.of[q][parity] = hn::Load(words64(), at(s.fp, q, parity));
    });
  }
  HWY_INLINE void store() {
    for_each_lane([&](std::size_t q, std::size_t parity) {
      hn::Store(tp_.of[q][parity], words64(), at(s_.tp, q, parity)), hn::Store(fp_.of[q][parity], words64(), at(s_.fp, q, parity));
    });
  }

  static HWY_INLINE total total_of(digit_totals<n_digits> const& sum) {
    total t;
    for_each_lane([&](std::size_t q, std::size_t parity) {
      auto const digit = [&](std::uint32_t k) { return widen_lanes(hn::BitCast(words32(), sum.of[k][q]), parity); };
      auto x = digit(0);
      if constexpr (n_digits > 1) x = hn::Add(x, hn::ShiftLeft<digit_bits>(digit(1)));
      if constexpr (n_digits > 2) x = hn::Add(x, hn::ShiftLeft<2 * digit_bits>(digit(2)));
      if constexpr (n_digits > 3) x = hn::Add(x, hn::ShiftLeft<3 * digit_bits>(digit(3)));
      t.of[q][parity] = x;
    });
    return t;
  }
  HWY_INLINE void add_positive(total const& p) {
    for_each_lane([&](std::size_t q, std::size_t parity) { tp_.of[q][parity] = hn::Add(tp_.of[q][parity], p.of[q][parity]); });
  }
  HWY_INLINE void add_negative(total const& n) {
    for_each_lane([&](std::size_t q, std::size_t parity) { add_pairs(n, hn::Add(tp_.of[q][parity], tp_.of[q][parity]), q, parity); });
  }
  HWY_INLINE void add_tied_negative(total const& n, total const& p) {
    for_each_lane([&](std::size_t q, std::size_t parity) {
      add_pairs(n, hn::Sub(hn::Add(tp_.of[q][parity], tp_.of[q][parity]), p.of[q][parity]), q, parity);
    });
  }
  HWY_INLINE void add_term(total const& w) {
    doubles const d;
    for_each_lane([&](std::size_t q, std::size_t parity) {
      auto const tp = tp_.of[q][parity], all = hn::Add(tp, fp_.of[q][parity]);
      auto const quotient = hn::Div(round_to_double(tp), hn::Max(round_to_double(all), hn::Set(d, 1.0)));
      auto const term = to_integer(hn::Floor(hn::Mul(quotient, hn::Set(d, 0x1p40))));
      add_product(s_.precision, q, parity, term, w.of[q][parity]);
    });
  }
  HWY_INLINE void wait(total const& p, total const& n) {
    for_each_lane([&](std::size_t q, std::size_t parity) {
      add_to(at(s_.tied_positive, q, parity), p.of[q][parity]), add_to(at(s_.tied_negative, q, parity), n.of[q][parity]);
    });
  }
  HWY_INLINE total take_waiting_positive() { return take(s_.tied_positive); }
  HWY_INLINE total take_waiting_negative() { return take(s_.tied_negative); }

 private:
  template <class F>
  static HWY_INLINE void for_each_lane(F const& f) {
    f(0, 0), f(0, 1), f(1, 0), f(1, 1), f(2, 0), f(2, 1), f(3, 0), f(3, 1);
  }
  HWY_INLINE std::uint64_t* at(lane_words& x, std::size_t q, std::size_t parity) const { return x.of[q][parity] + first_; }
  static HWY_INLINE void add_to(std::uint64_t* to, vector64 x) { hn::Store(hn::Add(hn::Load(words64(), to), x), words64(), to); }
  /// The nearest double of an integer below 2⁶⁰: two exact parts, whose sum is rounded once.
  static HWY_INLINE vector_double round_to_double(vector64 x) {
    auto const high = to_double(hn::ShiftRight<32>(x)), low = to_double(hn::And(x, hn::Set(words64(), 0xFFFF'FFFFu)));
    return hn::Add(hn::Mul(high, hn::Set(doubles(), 0x1p32)), low);
  }
  HWY_INLINE total take(lane_words& x) {
    total t;
    for_each_lane([&](std::size_t q, std::size_t parity) {
      t.of[q][parity] = hn::Load(words64(), at(x, q, parity));
      hn::Store(hn::Zero(words64()), words64(), at(x, q, parity));
    });
    return t;
  }
  HWY_INLINE void add_pairs(total const& n, vector64 above, std::size_t q, std::size_t parity) {
    add_product(s_.two_u, q, parity, n.of[q][parity], above);
    fp_.of[q][parity] = hn::Add(fp_.of[q][parity], n.of[q][parity]);
  }
  /// sum += x · y for x and y below 2⁶⁰. The lower digits are kept below 2³⁰, so that no intermediate sum reaches 2⁶².
  HWY_INLINE void add_product(lane_words (&sum)[3], std::size_t q, std::size_t parity, vector64 x, vector64 y) {
    words64 const d;
    auto const digit = hn::Set(d, (1u << 30) - 1);
    auto const x0 = hn::And(x, digit), x1 = hn::ShiftRight<30>(x), y0 = hn::And(y, digit), y1 = hn::ShiftRight<30>(y);
    std::uint64_t *const to0 = at(sum[0], q, parity), *const to1 = at(sum[1], q, parity), *const to2 = at(sum[2], q, parity);
    auto const low = hn::Add(hn::Load(d, to0), multiply_low(x0, y0));
    hn::Store(hn::And(low, digit), d, to0);
    auto const cross = hn::Add(multiply_low(x0, y1), multiply_low(x1, y0));
    auto const middle = hn::Add(hn::Add(hn::Load(d, to1), cross), hn::ShiftRight<30>(low));
    hn::Store(hn::And(middle, digit), d, to1);
    hn::Store(hn::Add(hn::Add(hn::Load(d, to2), multiply_low(x1, y1)), hn::ShiftRight<30>(middle)), d, to2);
  }

  wide_state& s_;
  std::size_t first_;
  total tp_, fp_;
};
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
