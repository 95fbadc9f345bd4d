// SPDX-License-Identifier: Apache-2.0
// The Mann–Whitney count of a ranking: pairs of a positive and a negative row in which the positive one has the higher score.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ranked_pairs {
  std::uint64_t n_positive, n_negative;
  u128 two_u;  ///< 2U: Σ over positives of 2·(negatives below) + (negatives tied)
  static constexpr std::size_t n_words = 4;
  static constexpr ranked_pairs read(std::span<std::uint64_t const> w) { return {w[0], w[1], wide(w[2], w[3])}; }
  static tally_record const record;
};

inline constexpr tally_record ranked_pairs::record{
    .name = "ranked_pairs",
    .outcome = binary_outcome::name,
    .needs = need::score | need::order,
    .is_rounded = false,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          place.pass = book.ranked(at.output, book.truth().events(), false);
          place.add(0, 4);
        },
    .n_words = &count_slots,
    .read = &copy_slots,
};

}  // namespace CLINMETRICS_NAMESPACE
