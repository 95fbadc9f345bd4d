// SPDX-License-Identifier: Apache-2.0
// The ranked pass in 32 bits, for row weights of one digit: a product for 2U is 32 × 32 → 64 bits. Included once per target by the kernel
// of weighted rows.
#include <cstddef>
#include <cstdint>

#include "digit_totals-inl.hpp"
#include "exact_quotient-inl.hpp"
#include "ranked_weighted_kernel.hpp"

#if defined(CLINMETRICS_SIMD_RANKED_NARROW_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CLINMETRICS_SIMD_RANKED_NARROW_INL
#undef CLINMETRICS_SIMD_RANKED_NARROW_INL
#else
#define CLINMETRICS_SIMD_RANKED_NARROW_INL
#endif

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

/// The sums of a narrow state at lanes8 positions.
template <bool with_precision>
class narrow_lanes {
 public:
  static constexpr bool wants_precision = with_precision;
  static constexpr std::uint32_t n_digits = 1;
  struct total {
    vector_word32 of[4];
  };

  HWY_INLINE narrow_lanes(narrow_state& s, std::size_t first) : s_(s), first_(first / 4) {
    words32 const d;
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) {
      tp_[q] = hn::Load(d, at(s.tp, q)), fp_[q] = hn::Load(d, at(s.fp, q));
      HWY_UNROLL(2)
      for (std::size_t parity = 0; parity < 2; ++parity) two_u_[q][parity] = hn::Load(words64(), at(s.two_u, q, parity));
    }
  }
  HWY_INLINE void store() {
    words32 const d;
    words64 const d64;
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) {
      hn::Store(tp_[q], d, at(s_.tp, q)), hn::Store(fp_[q], d, at(s_.fp, q));
      HWY_UNROLL(2)
      for (std::size_t parity = 0; parity < 2; ++parity) {
        hn::Store(two_u_[q][parity], d64, at(s_.two_u, q, parity));
      }
    }
  }

  static HWY_INLINE total total_of(digit_totals<1> const& sum) {
    total t;
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) t.of[q] = hn::BitCast(words32(), sum.of[0][q]);
    return t;
  }
  HWY_INLINE void add_positive(total const& p) {
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) tp_[q] = hn::Add(tp_[q], p.of[q]);
  }
  /// Negatives below all positives that were added.
  HWY_INLINE void add_negative(total const& n) {
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) add_pairs(q, n.of[q], hn::Add(tp_[q], tp_[q]));
  }
  /// Negatives with the same score as the positives p, which were added last.
  HWY_INLINE void add_tied_negative(total const& n, total const& p) {
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) add_pairs(q, n.of[q], hn::Sub(hn::Add(tp_[q], tp_[q]), p.of[q]));
  }
  /// The term of average precision of positives with the weight w, at the current position.
  HWY_INLINE void add_term(total const& w) {
    words64 const d;
    doubles const dd;
    auto const low_digit = hn::Set(d, (1u << narrow_precision_bits) - 1);
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) HWY_UNROLL(2)
    for (std::size_t parity = 0; parity < 2; ++parity) {
      auto const tp = widen_lanes(tp_[q], parity), all = hn::Add(tp, widen_lanes(fp_[q], parity));
      auto const term =
          to_integer(hn::Floor(divide_exactly(hn::Mul(to_double(tp), hn::Set(dd, 0x1p40)), hn::Max(to_double(all), hn::Set(dd, 1.0)))));
      auto const weight = widen_lanes(w.of[q], parity);
      add_to(at(s_.precision[0], q, parity), multiply_low(hn::And(term, low_digit), weight));
      add_to(at(s_.precision[1], q, parity), multiply_low(hn::ShiftRight<narrow_precision_bits>(term), weight));
    }
  }
  /// Adds to the sums of a long tie.
  HWY_INLINE void wait(total const& p, total const& n) {
    words32 const d;
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) {
      hn::Store(hn::Add(hn::Load(d, at(s_.tied_positive, q)), p.of[q]), d, at(s_.tied_positive, q));
      hn::Store(hn::Add(hn::Load(d, at(s_.tied_negative, q)), n.of[q]), d, at(s_.tied_negative, q));
    }
  }
  HWY_INLINE total take_waiting_positive() { return take(s_.tied_positive); }
  HWY_INLINE total take_waiting_negative() { return take(s_.tied_negative); }

 private:
  HWY_INLINE std::uint32_t* at(lane_counts& x, std::size_t q) const { return x.of[q] + first_; }
  HWY_INLINE std::uint64_t* at(lane_words& x, std::size_t q, std::size_t parity) const { return x.of[q][parity] + first_ / 2; }
  static HWY_INLINE void add_to(std::uint64_t* to, vector64 x) { hn::Store(hn::Add(hn::Load(words64(), to), x), words64(), to); }

  HWY_INLINE total take(lane_counts& x) {
    words32 const d;
    total t;
    HWY_UNROLL(4)
    for (std::size_t q = 0; q < 4; ++q) t.of[q] = hn::Load(d, at(x, q)), hn::Store(hn::Zero(d), d, at(x, q));
    return t;
  }
  HWY_INLINE void add_pairs(std::size_t q, vector_word32 n, vector_word32 above) {
    auto const x = hn::BitCast(words64(), n), y = hn::BitCast(words64(), above);
    two_u_[q][0] = hn::Add(two_u_[q][0], multiply_low(x, y));
    two_u_[q][1] = hn::Add(two_u_[q][1], multiply_low(hn::ShiftRight<32>(x), hn::ShiftRight<32>(y)));
    fp_[q] = hn::Add(fp_[q], n);
  }

  narrow_state& s_;
  std::size_t first_;
  vector_word32 tp_[4], fp_[4];
  vector64 two_u_[4][2];
};
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
