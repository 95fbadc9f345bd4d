// SPDX-License-Identifier: Apache-2.0
// Calibration bins together with the sum of the squared errors of all rows.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_bins {
  u128 sum;               ///< of squared errors, · 2^bits
  calibration_bins bins;  ///< its words follow those of the sum
  static brier_bins read(std::span<std::uint64_t const> w) { return {wide(w[0], w[1]), calibration_bins::read(w.subspan(2))}; }
  double squared_error() const { return from_fixed(sum, static_cast<int>(bins.words.back())); }
  static tally_record const record;
};

namespace detail {

inline void ask_brier_bins(pass_book& book, tally_request const& at, tally_place& place) {
  tally_place all;
  ask_bins(book, at, all, {.of_errors = true});
  place.pass = all.pass;
  std::uint32_t const of_bins = all.n_slots() - 2;
  place.add(of_bins, 2), place.add(0, of_bins);
}

}  // namespace detail

inline constexpr tally_record brier_bins::record{
    .name = "brier_bins",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = true,
    .is_cells = false,
    .ask = &detail::ask_brier_bins,
    .n_words = [](tally_place const& place) { return place.n_slots() + 1; },
    .read = &copy_slots_and_bits,
};

}  // namespace CLINMETRICS_NAMESPACE
