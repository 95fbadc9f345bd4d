// SPDX-License-Identifier: Apache-2.0
// Calibration bins together with the effective numbers of their rows.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct effective_bins {
  calibration_bins bins;
  std::span<std::uint64_t const> squares;  ///< Σw² by bin, two words each; they are before the words of the bins
  static tally_record const record;
  static constexpr effective_bins read(std::span<std::uint64_t const> w) {
    std::size_t const n_words = (w.size() - 1) / 6 * 2;
    return {calibration_bins::read(w.subspan(n_words)), w.first(n_words)};
  }
  /// Kish's number of rows, (Σw)²/Σw²: their number if all weights are equal.
  double n_effective(std::size_t bin) const {
    auto const weight = static_cast<double>(bins.n(bin));
    return weight * weight / static_cast<double>(wide(squares[2 * bin], squares[2 * bin + 1]));
  }
};

namespace detail {

/// Weights from 2048 on are halved `place.form` times, so that they fit as amounts.
inline void ask_effective_bins(pass_book& book, tally_request const& at, tally_place& place) {
  auto const& rows = book.rows();
  std::uint64_t const greatest = rows.is_weighted() ? *std::max_element(rows.weight.begin(), rows.weight.end()) : 1;
  place.form = static_cast<std::uint32_t>(std::max(static_cast<int>(std::bit_width(greatest)), 11) - 11);
  std::vector<double> weight(std::max<std::size_t>(rows.n_rows(), 1));  // without rows also two slots per bin
  for (std::size_t row = 0; row < rows.n_rows(); ++row)
    weight[row] = std::ldexp(static_cast<double>(rows.weight_of(row)), -static_cast<int>(place.form));
  ask_bins(book, at, place, {.of_bins = weight});
}

/// Σw² is exact in the point value, which has more digits than there are halvings.
inline void read_effective_bins(tally_place const& place, std::uint64_t const* slots, std::int32_t bits, std::uint64_t* words) {
  std::uint32_t const n_bins = place.n_slots() / 6;
  int const shift = static_cast<int>(place.form) - bits;
  for (std::uint32_t bin = 0; bin < n_bins; ++bin) {
    std::uint64_t const* const at = slots + 4 * n_bins + 2 * bin;
    u128 const sum = wide(at[0], at[1]), squares = shift > 0 ? sum << shift : sum >> -shift;
    words[2 * bin] = low_half(squares), words[2 * bin + 1] = high_half(squares);
  }
  std::copy(slots, slots + 4 * n_bins, words + 2 * n_bins);
  words[6 * n_bins] = static_cast<std::uint64_t>(bits);
}

}  // namespace detail

inline constexpr tally_record effective_bins::record{
    .name = "effective_bins",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = true,
    .is_cells = false,
    .ask = &detail::ask_effective_bins,
    .n_words = [](tally_place const& place) { return place.n_slots() + 1; },
    .read = &detail::read_effective_bins,
};

}  // namespace CLINMETRICS_NAMESPACE
