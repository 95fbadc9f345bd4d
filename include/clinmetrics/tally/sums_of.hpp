// SPDX-License-Identifier: Apache-2.0
// Sums over rows of functions of the score and the outcome, in fixed point: sums_of<squared_error>, sums_of<predicted_risk>.
//
// A function is a small class: `static constexpr char const name[]`, `static double of(double score, bool event)`, and `may_be_infinite` if
// it can be. The sums of all functions of an output are taken in one pass.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

template <class F>
constexpr bool may_be_infinite() {
  if constexpr (requires { F::may_be_infinite; })
    return F::may_be_infinite;
  else
    return false;
}
template <class F>
constexpr row_function row_function_of() {
  return {F::name, &F::of, may_be_infinite<F>()};
}

/// The sum of one function F over the rows.
template <class F>
struct sums_of {
  std::uint64_t n_negative, n_positive;
  u128 sum;                  ///< · 2^bits, of finite values
  std::uint64_t n_infinite;  ///< rows with an infinite value
  int bits;
  static constexpr std::size_t n_words = 6;
  static constexpr sums_of read(std::span<std::uint64_t const> w) { return {w[0], w[1], wide(w[2], w[3]), w[4], static_cast<int>(w[5])}; }
  constexpr std::uint64_t total() const { return n_negative + n_positive; }
  static tally_record const record;
};

template <class F>
inline constexpr tally_record sums_of<F>::record{
    .name = F::name,
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability,
    .is_rounded = true,
    .is_cells = false,
    .ask =
        [](pass_book& book, tally_request const& at, tally_place& place) {
          std::uint32_t first = 0;
          constexpr row_function f = row_function_of<F>();
          place.pass = book.add_function(at.output, f, &first);
          place.add(0, 2), place.add(first, f.may_be_infinite ? 4 : 2);
        },
    .n_words = [](tally_place const&) { return std::uint32_t{6}; },
    .read =
        [](tally_place const&, std::uint64_t const* s, std::int32_t n_bits, std::uint64_t* words) {
          for (int i = 0; i < 4; ++i) words[i] = s[i];
          words[4] = may_be_infinite<F>() ? s[5] : 0;
          words[5] = static_cast<std::uint64_t>(n_bits);
        },
};

}  // namespace CLINMETRICS_NAMESPACE
