// SPDX-License-Identifier: Apache-2.0
// The average-precision sum of a ranking: Σ over positives of the precision at the end of their tie.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct precision_sum {
  std::uint64_t n_positive, n_negative;
  u128 sum;  ///< · 2⁴⁰
  static constexpr std::size_t n_words = 4;
  static constexpr int bits = 40;
  static constexpr precision_sum read(std::span<std::uint64_t const> w) { return {w[0], w[1], wide(w[2], w[3])}; }
  static tally_record const record;
};

inline constexpr tally_record precision_sum::record{
    .name = "precision_sum",
    .outcome = binary_outcome::name,
    .needs = need::score | need::order,
    .is_rounded = false,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          place.pass = book.ranked(at.output, book.truth().events(), true);
          place.add(0, 2), place.add(4, 2);
        },
    .n_words = &count_slots,
    .read = &copy_slots,
};

}  // namespace CLINMETRICS_NAMESPACE
