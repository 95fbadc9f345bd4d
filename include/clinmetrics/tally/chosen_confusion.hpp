// SPDX-License-Identifier: Apache-2.0
// The four counts of a binary prediction at a threshold that a rule chooses on the data, and this threshold.
#pragma once
#include <bit>
#include <cstdint>
#include <span>

#include "clinmetrics/tally/confusion.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The words of confusion, and then the bits of the threshold. In a request, `cut` is the number of the rule among those of the output.
struct chosen_confusion {
  confusion counts;
  double threshold;  ///< the lowest score of a predicted positive; +∞ if there is none

  static constexpr chosen_confusion read(std::span<std::uint64_t const> words) {
    return {confusion::read(words), std::bit_cast<double>(words[4])};
  }
  static tally_record const record;
};

inline constexpr tally_record chosen_confusion::record{
    .name = "chosen_confusion",
    .outcome = binary_outcome::name,
    .needs = need::decision | need::order | need::events,
    .is_rounded = false,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          place.pass = book.chosen_cuts_of(at.output);
          place.add(0, 2), place.add(2 + 3 * at.cut, 3);
        },
    .n_words = [](tally_place const&) { return std::uint32_t{5}; },
    .read =
        [](tally_place const&, std::uint64_t const* s, std::int32_t, std::uint64_t* words) {
          bool const is_missing = s[2] == no_tally;
          words[0] = s[2], words[1] = s[3], words[4] = s[4];
          words[2] = is_missing ? 0 : s[0] - s[2], words[3] = is_missing ? 0 : s[1] - s[3];
        },
};

}  // namespace CLINMETRICS_NAMESPACE
