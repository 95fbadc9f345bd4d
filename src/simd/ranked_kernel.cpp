// SPDX-License-Identifier: Apache-2.0
// The ranked pass over one block. Within a block all sums are bytes: a row costs one addition per vector (64 replicates with AVX-512), and
// the negatives of a run are summed before they are multiplied, once, by the positives above them. With e = positives strictly above +
// positives not below, a run of negatives adds n·e to 2U, and equal scores need no separate code: e = 2·c without ties, otherwise
// c + (c before the tie).
//   2U of the block = Σ e·n, 16 bits per sum: while positives and negatives of a block stay below 128 each, it is at most 254 · 127 < 2¹⁵.
// Additions saturate, so one check of the top bits at the end of the block shows whether the sums are exact; if not, the block is added
// again in 64 bits. Measured with AVX-512, prevalence .1, weights in L1: about .012 ns per row and replicate, compared with .034 with a
// product for every pair of rows. Average precision needs a division per positive: 8 doubles at a time, the IEEE quotient without the
// divider (divide_exactly); the products with the weights are integers below 2⁵³, so their sums are exact.
#include "ranked_kernel.hpp"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/ranked_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "exact_quotient-inl.hpp"
#include "targets.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

using words32 = hn::Repartition<std::uint32_t, words64>;
using words16 = hn::Repartition<std::uint16_t, words64>;
using bytes8 = hn::Repartition<std::uint8_t, words64>;
using vector8 = hn::Vec<bytes8>;
using vector16 = hn::Vec<words16>;
inline constexpr std::size_t lanes64 = HWY_LANES(std::uint64_t), lanes8 = HWY_LANES(std::uint8_t);
inline constexpr std::size_t columns = tile_width / lanes8;
inline constexpr std::size_t together = columns < 4 ? columns : 4;  ///< columns of a row that are summed in registers together

HWY_INLINE vector64 widen_bytes(std::uint8_t const* from) {
  hn::Rebind<std::uint8_t, words64> const d8;
  hn::Rebind<std::uint32_t, words64> const d32;
  return hn::PromoteTo(words64(), hn::PromoteTo(d32, hn::Load(d8, from)));
}
HWY_INLINE vector64 widen_words(std::uint16_t const* from) {
  hn::Rebind<std::uint16_t, words64> const d16;
  hn::Rebind<std::uint32_t, words64> const d32;
  return hn::PromoteTo(words64(), hn::PromoteTo(d32, hn::Load(d16, from)));
}
HWY_INLINE vector_double widen_to_double(std::uint8_t const* from) {
  hn::Rebind<std::uint8_t, doubles> const d8;
  hn::Rebind<std::int32_t, doubles> const d32;
  return hn::PromoteTo(doubles(), hn::PromoteTo(d32, hn::Load(d8, from)));
}

/// trunc(2⁴⁰·(TP / all)) · weight. 0 / 0 counts as 0: the weight is 0 there.
HWY_INLINE vector_double precision_product(vector_double scaled_tp, vector_double all, vector_double weight) {
  return hn::Mul(hn::Floor(divide_exactly(scaled_tp, hn::Max(all, hn::Set(doubles(), 1.0)))), weight);
}

/// Adds an integer to the AP sum of the replicates at `at`.
HWY_INLINE void add_precision(ranked_state& s, std::size_t at, vector64 x) {
  words64 const d;
  auto const low = hn::Add(hn::Load(d, s.precision_low + at), x);
  hn::Store(low, d, s.precision_low + at);
  auto const carry = hn::VecFromMask(d, hn::Lt(low, x));
  hn::Store(hn::Sub(hn::Load(d, s.precision_high + at), carry), d, s.precision_high + at);
}

/// Prefetches the part of a later row that starts at `first`.
HWY_INLINE void prefetch_after(weight_rows const& weights, std::size_t row, std::size_t first) {
  HWY_UNROLL(2)
  for (std::size_t line = 0; line < together * lanes8; line += 64) weights.prefetch_after(row, first + line);
}

/// A block's byte sums in one set of columns.
struct byte_sums {
  vector8 positive[together], negative[together];
  alignas(64) std::uint8_t p[together * lanes8], n[together * lanes8];
  HWY_INLINE byte_sums() {
    HWY_UNROLL(8)
    for (std::size_t c = 0; c < together; ++c) positive[c] = negative[c] = hn::Zero(bytes8());
  }
  HWY_INLINE bool are_exact() const {
    bytes8 const d;
    auto any = hn::Or(positive[0], negative[0]);
    HWY_UNROLL(8)
    for (std::size_t c = 1; c < together; ++c) any = hn::Or(any, hn::Or(positive[c], negative[c]));
    return hn::AllFalse(d, hn::Gt(any, hn::Set(d, std::uint8_t{greatest_fast_byte})));
  }
  HWY_INLINE void store() {
    HWY_UNROLL(8)
    for (std::size_t c = 0; c < together; ++c) {
      hn::Store(positive[c], bytes8(), p + c * lanes8);
      hn::Store(negative[c], bytes8(), n + c * lanes8);
    }
  }
};

/// The terms of average precision are collected here until there are enough for one vector division, one vector of replicates at a time:
/// the operands stay in registers, and there is no store between the loads (a load stalls if the low 12 bits of its address are those of a
/// pending store).
struct waiting_terms {
  static constexpr std::size_t most = 16, width = together * lanes8;
  alignas(64) std::uint8_t weight[most][width], tp[most][width], all[most][width];
  alignas(64) double sum[width];  ///< below 127 · 2⁴⁰ if the byte sums are exact
  std::size_t n = 0;
  bool any = false;

  HWY_INLINE void add(ranked_state const& s, std::size_t first, vector8 const* HWY_RESTRICT w, byte_sums const& sums) {
    bytes8 const d;
    HWY_UNROLL(8)
    for (std::size_t c = 0; c < together; ++c) {
      hn::Store(w[c], d, weight[n] + c * lanes8);
      hn::Store(sums.positive[c], d, tp[n] + c * lanes8);
      hn::Store(hn::Add(sums.positive[c], sums.negative[c]), d, all[n] + c * lanes8);
    }
    if (++n == most) divide(s, first);
  }
  HWY_INLINE void finish(ranked_state const& s, std::size_t first) {
    if (n > 0) divide(s, first);
  }

 private:
  HWY_NOINLINE void divide(ranked_state const& s, std::size_t first) {
    doubles const d;
    auto const scale = hn::Set(d, 0x1p40);
    for (std::size_t i = 0; i < width; i += lanes64) {
      auto const scaled_tp = hn::Load(d, s.scaled_tp + first + i), above = hn::Load(d, s.all + first + i);
      auto total = any ? hn::Load(d, sum + i) : hn::Zero(d);
      for (std::size_t t = 0; t < n; ++t)
        total = hn::Add(total, precision_product(hn::MulAdd(widen_to_double(tp[t] + i), scale, scaled_tp),
                                                 hn::Add(widen_to_double(all[t] + i), above), widen_to_double(weight[t] + i)));
      hn::Store(total, d, sum + i);
    }
    n = 0, any = true;
  }
};
struct no_terms {};

/// Adds the block's runs in the replicates first … first + together · lanes8 − 1; returns false, and changes nothing, if a byte sum
/// overflowed. It is long because all its steps share the vectors of the block, which must stay in registers.
template <bool wants_precision>
HWY_INLINE bool add_runs(ranked_state& s, std::size_t first, ranked_block const& block, ranked_run const* HWY_RESTRICT runs,
                         weight_rows const& weights) {
  bytes8 const d;
  words16 const d16;
  words64 const d64;
  byte_sums sums;
  vector16 even[together], odd[together];
  HWY_UNROLL(8)
  for (std::size_t c = 0; c < together; ++c) even[c] = odd[c] = hn::Zero(d16);
  std::conditional_t<wants_precision, waiting_terms, no_terms> terms;
  auto const low_bytes = hn::Set(d16, std::uint16_t{0x00FF});
  std::size_t row = 0;
  for (std::size_t r = 0; r < block.n_runs; ++r) {
    auto const run = runs[r];
    vector8 before[together];
    HWY_UNROLL(8)
    for (std::size_t c = 0; c < together; ++c) before[c] = sums.positive[c];
    for (std::size_t i = 0; i < run.n_positive; ++i, ++row) {
      std::uint8_t const* const w = weights.row(row) + first;
      prefetch_after(weights, row, first);
      vector8 weight[together];
      HWY_UNROLL(8)
      for (std::size_t c = 0; c < together; ++c) {
        weight[c] = hn::Load(d, w + c * lanes8);
        sums.positive[c] = hn::SaturatedAdd(sums.positive[c], weight[c]);
      }
      if constexpr (wants_precision)
        if (!run.is_tied) terms.add(s, first, weight, sums);
    }
    if (run.n_negative > 0) {
      vector8 n[together];
      std::uint8_t const* w = weights.row(row) + first;
      prefetch_after(weights, row++, first);
      HWY_UNROLL(8)
      for (std::size_t c = 0; c < together; ++c) n[c] = hn::Load(d, w + c * lanes8);
      for (std::size_t i = 1; i < run.n_negative; ++i) {
        w = weights.row(row) + first;
        prefetch_after(weights, row++, first);
        HWY_UNROLL(8)
        for (std::size_t c = 0; c < together; ++c) n[c] = hn::SaturatedAdd(n[c], hn::Load(d, w + c * lanes8));
      }
      HWY_UNROLL(8)
      for (std::size_t c = 0; c < together; ++c) {
        sums.negative[c] = hn::SaturatedAdd(sums.negative[c], n[c]);
        auto const e = hn::BitCast(d16, hn::Add(sums.positive[c], run.is_tied ? before[c] : sums.positive[c]));
        auto const n16 = hn::BitCast(d16, n[c]);
        even[c] = hn::Add(even[c], hn::Mul(hn::And(e, low_bytes), hn::And(n16, low_bytes)));
        odd[c] = hn::Add(odd[c], hn::Mul(hn::ShiftRight<8>(e), hn::ShiftRight<8>(n16)));
      }
    }
    if constexpr (wants_precision) {
      if (run.is_tied && run.n_positive > 0) {
        vector8 weight[together];
        HWY_UNROLL(8)
        for (std::size_t c = 0; c < together; ++c) weight[c] = hn::Sub(sums.positive[c], before[c]);
        terms.add(s, first, weight, sums);
      }
    }
  }
  if (!sums.are_exact()) return false;
  if constexpr (wants_precision) terms.finish(s, first);

  sums.store();
  alignas(64) std::uint16_t two_u[2][together * lanes8 / 2];  // of the lower and the upper half of each 16 bytes
  HWY_UNROLL(8)
  for (std::size_t c = 0; c < together; ++c) {
    hn::Store(hn::InterleaveLower(d16, even[c], odd[c]), d16, two_u[0] + c * lanes8 / 2);
    hn::Store(hn::InterleaveUpper(d16, even[c], odd[c]), d16, two_u[1] + c * lanes8 / 2);
  }
  for (std::size_t i = 0; i < together * lanes8; i += lanes64) {
    std::size_t const at = first + i;
    auto const p = widen_bytes(sums.p + i), n = widen_bytes(sums.n + i), inner = widen_words(two_u[i / 8 % 2] + i / 16 * 8 + i % 8);
    auto const tp = hn::Load(d64, s.tp + at);
    words32 const d32;
    auto const outer = hn::MulEven(hn::BitCast(d32, hn::Add(tp, tp)), hn::BitCast(d32, n));
    hn::Store(hn::Add(hn::Load(d64, s.two_u + at), hn::Add(outer, inner)), d64, s.two_u + at);
    auto const new_tp = hn::Add(tp, p), new_fp = hn::Add(hn::Load(d64, s.fp + at), n);
    hn::Store(new_tp, d64, s.tp + at);
    hn::Store(new_fp, d64, s.fp + at);
    if constexpr (wants_precision) {
      doubles const dd;
      if (terms.any) {
        hn::Store(hn::Mul(to_double(new_tp), hn::Set(dd, 0x1p40)), dd, s.scaled_tp + at);
        add_precision(s, at, to_integer(hn::Load(dd, terms.sum + i)));
      }
      hn::Store(to_double(hn::Add(new_tp, new_fp)), dd, s.all + at);
    }
  }
  return true;
}

/// The sums of a part of a long tie; returns false, and changes nothing, if a byte sum overflowed.
HWY_INLINE bool add_tie_part(ranked_state& s, std::size_t first, ranked_run run, weight_rows const& weights) {
  bytes8 const d;
  words64 const d64;
  byte_sums sums;
  for (std::size_t row = 0; row < run.n_positive; ++row) HWY_UNROLL(8)
  for (std::size_t c = 0; c < together; ++c)
    sums.positive[c] = hn::SaturatedAdd(sums.positive[c], hn::Load(d, weights.row(row) + first + c * lanes8));
  for (std::size_t row = run.n_positive; row < std::size_t{run.n_positive} + run.n_negative; ++row) HWY_UNROLL(8)
  for (std::size_t c = 0; c < together; ++c)
    sums.negative[c] = hn::SaturatedAdd(sums.negative[c], hn::Load(d, weights.row(row) + first + c * lanes8));
  if (!sums.are_exact()) return false;
  sums.store();
  for (std::size_t i = 0; i < together * lanes8; i += lanes64) {
    std::size_t const at = first + i;
    hn::Store(hn::Add(hn::Load(d64, s.tied_positive + at), widen_bytes(sums.p + i)), d64, s.tied_positive + at);
    hn::Store(hn::Add(hn::Load(d64, s.tied_negative + at), widen_bytes(sums.n + i)), d64, s.tied_negative + at);
  }
  return true;
}

/// Ends a tie whose sums are in tied_positive and tied_negative.
HWY_INLINE void end_tie(ranked_state& s, bool wants_precision) {
  words64 const d;
  words32 const d32;
  doubles const dd;
  for (std::size_t i = 0; i < tile_width; i += lanes64) {
    auto const p = hn::Load(d, s.tied_positive + i), n = hn::Load(d, s.tied_negative + i), tp = hn::Load(d, s.tp + i);
    auto const new_tp = hn::Add(tp, p), new_fp = hn::Add(hn::Load(d, s.fp + i), n);
    auto const two_u = hn::MulEven(hn::BitCast(d32, n), hn::BitCast(d32, hn::Add(tp, new_tp)));
    hn::Store(hn::Add(hn::Load(d, s.two_u + i), two_u), d, s.two_u + i);
    hn::Store(new_tp, d, s.tp + i);
    hn::Store(new_fp, d, s.fp + i);
    if (wants_precision) {
      auto const scaled_tp = hn::Mul(to_double(new_tp), hn::Set(dd, 0x1p40)), all = to_double(hn::Add(new_tp, new_fp));
      hn::Store(scaled_tp, dd, s.scaled_tp + i);
      hn::Store(all, dd, s.all + i);
      // The weight in two parts, so that both products stay below 2⁵².
      auto const low = hn::And(p, hn::Set(d, 0xFFFu)), high = hn::ShiftRight<12>(p);
      add_precision(s, i, to_integer(precision_product(scaled_tp, all, to_double(low))));
      if (!hn::AllTrue(d, hn::Eq(high, hn::Zero(d)))) {
        // term · high · 2¹²: term < 2⁴¹ and high < 2²⁰, so again in two parts of high.
        auto const term = to_integer(precision_product(scaled_tp, all, hn::Set(dd, 1.0)));
        alignas(64) std::uint64_t t[lanes64], h[lanes64];
        hn::Store(term, d, t);
        hn::Store(high, d, h);
        for (std::size_t k = 0; k < lanes64; ++k)
          add_wide(s.precision_low[i + k], s.precision_high[i + k], (static_cast<u128>(t[k]) * h[k]) << 12);
      }
    }
    hn::Store(hn::Zero(d), d, s.tied_positive + i);
    hn::Store(hn::Zero(d), d, s.tied_negative + i);
  }
}

/// The same as add_runs, in 64 bits, for any weights. Plain loops over the replicates, which the compiler turns into vectors.
HWY_NOINLINE void add_runs_wide(ranked_state& s, std::size_t first, bool wants_precision, ranked_block const& block, ranked_run const* runs,
                                weight_rows const& weights) {
  constexpr std::size_t width = together * lanes8;
  std::uint64_t* const tp = s.tp + first;
  std::uint64_t* const fp = s.fp + first;
  std::uint64_t* const two_u = s.two_u + first;
  std::size_t row = 0;
  auto const add_term = [&](std::size_t i, std::uint64_t weight) {
    if (weight > 0)
      add_wide(s.precision_low[first + i], s.precision_high[first + i], static_cast<u128>(weight) * precision_term(tp[i], tp[i] + fp[i]));
  };
  for (std::size_t r = 0; r < block.n_runs; ++r) {
    auto const run = runs[r];
    std::uint64_t before[width], n[width] = {};
    for (std::size_t i = 0; i < width; ++i) before[i] = tp[i];
    for (std::size_t k = 0; k < run.n_positive; ++k, ++row) {
      std::uint8_t const* const w = weights.row(row) + first;
      for (std::size_t i = 0; i < width; ++i) tp[i] += w[i];
      if (wants_precision && !run.is_tied)
        for (std::size_t i = 0; i < width; ++i) add_term(i, w[i]);
    }
    for (std::size_t k = 0; k < run.n_negative; ++k, ++row) {
      std::uint8_t const* const w = weights.row(row) + first;
      for (std::size_t i = 0; i < width; ++i) n[i] += w[i];
    }
    for (std::size_t i = 0; i < width; ++i) {
      two_u[i] += n[i] * (tp[i] + (run.is_tied ? before[i] : tp[i]));
      fp[i] += n[i];
    }
    if (wants_precision && run.is_tied)
      for (std::size_t i = 0; i < width; ++i) add_term(i, tp[i] - before[i]);
  }
  for (std::size_t i = 0; i < width; ++i) {
    s.scaled_tp[first + i] = 0x1p40 * static_cast<double>(tp[i]);
    s.all[first + i] = static_cast<double>(tp[i] + fp[i]);
  }
}

HWY_NOINLINE void add_tie_part_wide(ranked_state& s, std::size_t first, ranked_run run, weight_rows const& weights) {
  for (std::size_t row = 0; row < std::size_t{run.n_positive} + run.n_negative; ++row) {
    std::uint64_t* const sum = (row < run.n_positive ? s.tied_positive : s.tied_negative) + first;
    std::uint8_t const* const w = weights.row(row) + first;
    for (std::size_t i = 0; i < together * lanes8; ++i) sum[i] += w[i];
  }
}

void ranked(ranked_state& s, bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights) {
  for (std::size_t first = 0; first < tile_width; first += together * lanes8) {
    if (block.what == ranked_block::kind::runs) {
      bool const added = wants_precision ? add_runs<true>(s, first, block, runs, weights) : add_runs<false>(s, first, block, runs, weights);
      if (!added) add_runs_wide(s, first, wants_precision, block, runs, weights);
    } else if (!add_tie_part(s, first, *runs, weights)) {
      add_tie_part_wide(s, first, *runs, weights);
    }
  }
  if (block.what == ranked_block::kind::tie_end) end_tie(s, wants_precision);
}
#else
void ranked(ranked_state&, bool, ranked_block const&, ranked_run const*, weight_rows const&) {}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(ranked);

void add_ranked(ranked_state& state, bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights) {
  HWY_DYNAMIC_DISPATCH(ranked)(state, wants_precision, block, runs, weights);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
