// SPDX-License-Identifier: Apache-2.0
// The ranked pass over one block of rows with weights of their own. A replicate weight is multiplied by the digits of the row weight, two
// rows at a time (digit_products-inl.hpp), and the rows of one class in a run are added in 32 bits for each digit: 64 · 255 · 2¹⁵ < 2³¹,
// for any weights. Then a run costs one product for 2U, of 32 × 32 → 64 bits (narrow) or of 60 × 60 → 120 bits (wide), however many rows it
// has. No sum can overflow: sums_for (weight_bounds.hpp) compares the greatest sums that the data allow with the integers of the kernels.
#include "ranked_weighted_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/ranked_weighted_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "digit_products-inl.hpp"
#include "exact_quotient-inl.hpp"
#include "targets.hpp"

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

/// Adds a block at lanes8 positions.
template <class Lanes, class State>
HWY_INLINE std::uint32_t const* add_column(State& s, std::size_t first, ranked_block const& block, ranked_run const* runs,
                                           std::uint32_t const* digits, weight_rows const& weights) {
  Lanes lanes(s, first);
  row_reader<Lanes::n_digits> rows{weights, digits, first};
  auto const sum = [&](std::size_t n) HWY_ATTR { return Lanes::total_of(rows.sum(n)); };
  auto const add_tie = [&](auto const& p, auto const& n) HWY_ATTR {
    lanes.add_positive(p);
    lanes.add_tied_negative(n, p);
    if constexpr (Lanes::wants_precision) lanes.add_term(p);
  };
  if (block.what != ranked_block::kind::runs) {
    auto const p = sum(runs->n_positive), n = sum(runs->n_negative);
    lanes.wait(p, n);
    if (block.what == ranked_block::kind::tie_end) add_tie(lanes.take_waiting_positive(), lanes.take_waiting_negative());
  } else {
    for (ranked_run const* run = runs; run < runs + block.n_runs; ++run) {
      if (run->is_tied) {
        auto const p = sum(run->n_positive), n = sum(run->n_negative);
        add_tie(p, n);
        continue;
      }
      if constexpr (Lanes::wants_precision) {
        for (std::size_t i = 0; i < run->n_positive; ++i) {
          auto const p = sum(1);
          lanes.add_positive(p);
          lanes.add_term(p);
        }
      } else {
        lanes.add_positive(sum(run->n_positive));
      }
      if (run->n_negative > 0) lanes.add_negative(sum(run->n_negative));
    }
  }
  lanes.store();
  return rows.digits;
}

template <class Lanes, class State>
std::uint32_t const* add_block(State& s, ranked_block const& block, ranked_run const* runs, std::uint32_t const* digits,
                               weight_rows const& weights) {
  std::uint32_t const* end = digits;
  for (std::size_t first = 0; first < tile_width; first += lanes8) end = add_column<Lanes>(s, first, block, runs, digits, weights);
  return end;
}

std::uint32_t const* narrow(narrow_state& s, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                            std::uint32_t const* digits, weight_rows const& weights) {
  return wants_precision ? add_block<narrow_lanes<true>>(s, block, runs, digits, weights)
                         : add_block<narrow_lanes<false>>(s, block, runs, digits, weights);
}

template <std::uint32_t n_digits>
std::uint32_t const* wide_of(wide_state& s, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                             std::uint32_t const* digits, weight_rows const& weights) {
  return wants_precision ? add_block<wide_lanes<n_digits, true>>(s, block, runs, digits, weights)
                         : add_block<wide_lanes<n_digits, false>>(s, block, runs, digits, weights);
}
std::uint32_t const* wide(wide_state& s, std::uint32_t n_digits, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                          std::uint32_t const* digits, weight_rows const& weights) {
  static_assert(least_wide_digits == 2 && most_wide_digits == 4);
  if (n_digits == 2) return wide_of<2>(s, wants_precision, block, runs, digits, weights);
  if (n_digits == 3) return wide_of<3>(s, wants_precision, block, runs, digits, weights);
  return wide_of<4>(s, wants_precision, block, runs, digits, weights);
}
#else
std::uint32_t const* narrow(narrow_state&, bool, ranked_block const&, ranked_run const*, std::uint32_t const* digits, weight_rows const&) {
  return digits;
}
std::uint32_t const* wide(wide_state&, std::uint32_t, bool, ranked_block const&, ranked_run const*, std::uint32_t const* digits,
                          weight_rows const&) {
  return digits;
}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(narrow);
HWY_EXPORT(wide);

std::uint32_t const* add_narrow(narrow_state& state, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                                std::uint32_t const* digits, weight_rows const& weights) {
  return HWY_DYNAMIC_DISPATCH(narrow)(state, wants_precision, block, runs, digits, weights);
}
std::uint32_t const* add_wide(wide_state& state, std::uint32_t n_digits, bool wants_precision, ranked_block const& block,
                              ranked_run const* runs, std::uint32_t const* digits, weight_rows const& weights) {
  return HWY_DYNAMIC_DISPATCH(wide)(state, n_digits, wants_precision, block, runs, digits, weights);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
