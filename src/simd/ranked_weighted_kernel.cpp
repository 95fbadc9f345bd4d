// SPDX-License-Identifier: Apache-2.0
// The ranked pass over one block of rows with weights of their own. The rows of one class in a run are added first (digit_totals-inl.hpp),
// so that a run costs one product for 2U however many rows it has (ranked_narrow-inl.hpp, ranked_wide-inl.hpp). No sum can overflow:
// sums_for (weight_bounds.hpp) compares the greatest sums that the data allow with the integers of the kernels.
#include "ranked_weighted_kernel.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/ranked_weighted_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "ranked_narrow-inl.hpp"
#include "ranked_wide-inl.hpp"
#include "targets.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET
namespace hn = hwy::HWY_NAMESPACE;

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
