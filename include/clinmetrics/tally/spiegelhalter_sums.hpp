// SPDX-License-Identifier: Apache-2.0
// The two sums of Spiegelhalter's test: of (y − p)(1 − 2p), and of its variance (1 − 2p)²p(1 − p) if the risks are true.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/sums_of.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

/// 1 + (y − p)(1 − 2p), because sums hold numbers that are not negative.
struct raised_spiegelhalter_term {
  static constexpr char const name[] = "raised_spiegelhalter_term";
  static double of(double p, bool event) { return 1 + ((event ? 1.0 : 0.0) - p) * (1 - 2 * p); }
};
struct spiegelhalter_variance {
  static constexpr char const name[] = "spiegelhalter_variance";
  static double of(double p, bool /*event*/) { return (1 - 2 * p) * (1 - 2 * p) * p * (1 - p); }
};

struct spiegelhalter_sums {
  std::uint64_t n;  ///< rows
  u128 raised, variance;
  bool is_independent;  ///< the rows are independent and have equal weights
  int bits;
  static tally_record const record;
  static constexpr spiegelhalter_sums read(std::span<std::uint64_t const> w) {
    return {w[0] + w[1], wide(w[2], w[3]), wide(w[4], w[5]), w[7] != 0, static_cast<int>(w[6])};
  }
  double sum() const {
    u128 const all = static_cast<u128>(n) << bits;
    return raised >= all ? from_fixed(raised - all, bits) : -from_fixed(all - raised, bits);
  }
};

inline constexpr tally_record spiegelhalter_sums::record{
    .name = "spiegelhalter_sums",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability,
    .is_rounded = true,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          std::uint32_t first = 0;
          constexpr row_function term = row_function_of<raised_spiegelhalter_term>();
          constexpr row_function of_variance = row_function_of<spiegelhalter_variance>();
          place.pass = book.add_function(at.output, term, &first);
          place.add(0, 2), place.add(first, 2);
          book.add_function(at.output, of_variance, &first);
          place.add(first, 2);
          place.form = !book.rows().is_weighted() && !book.rows().is_clustered;
        },
    .n_words = [](tally_place const&) { return std::uint32_t{8}; },
    .read =
        [](tally_place const& place, std::uint64_t const* slots, std::int32_t n_bits, std::uint64_t* words) {
          copy_slots_and_bits(place, slots, n_bits, words);
          words[7] = place.form;
        },
};

}  // namespace CLINMETRICS_NAMESPACE
