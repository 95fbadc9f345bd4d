// SPDX-License-Identifier: Apache-2.0
// Walks an ordering by runs of rows that a sum over pairs of classes need not tell apart: ties, and neighbours of one class.
//
// A pair of rows of one class adds nothing to such sums, so that rows of one class between two others can be counted together, as if they
// were tied. 64 rows at a time are bits of words; without ties, only the ends of runs are visited, and nothing else depends on the labels,
// whose order cannot be predicted.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows of one group, or their weights, by class.
struct class_weights {
  std::uint64_t positive = 0, negative = 0;
  class_weights& operator+=(class_weights const& o) { return positive += o.positive, negative += o.negative, *this; }
};

/// Whether positive rows that are not tied are counted together, or negative rows alone.
enum class run_of : std::uint8_t { either_class, negatives };

/// Calls f(class_weights) with the numbers of rows of each run, by descending score; `label` is 1 for positive rows.
template <class F>
void for_each_class_run(ranked_order const& order, std::span<std::uint8_t const> label, positions at, run_of kind, stop_flag stop, F&& f) {
  class_weights run;        // that has not ended
  std::uint64_t ended = 1;  // whether the row before this word ends a tie
  for (std::size_t first = at.begin, next = first; first < at.end; first = next) {
    if (first % stop_flag::rows_between_looks < 64) stop.check();
    next = std::min(at.end, (first / 64 + 1) * 64);
    auto const n_rows = static_cast<int>(next - first);
    std::uint64_t positive = 0;
    for (int i = 0; i < n_rows; ++i) positive |= std::uint64_t{label[order.row[first + static_cast<std::size_t>(i)]]} << i;
    std::uint64_t const all = ~std::uint64_t{0} >> (64 - n_rows), ends = order.tie_ends[first / 64] >> (first % 64) & all;
    std::uint64_t const alone = ends & (ends << 1 | ended);  // not tied
    std::uint64_t const differs = kind == run_of::either_class ? positive ^ positive >> 1 : positive | positive >> 1;
    ended = ends >> (n_rows - 1);
    int begin = 0;
    for (auto left = ends & ~(alone & alone >> 1 & ~differs); left != 0; left &= left - 1) {
      int const end = std::countr_zero(left) + 1;
      std::uint64_t const of_run = all >> (n_rows - (end - begin)), positives = positive >> begin & of_run;
      std::size_t const n = static_cast<std::size_t>(end - begin);
      std::size_t n_positive = positives == 0 ? 0 : n;
      if (positives != 0 && positives != of_run) n_positive = static_cast<std::size_t>(std::popcount(positives));  // slow without ties
      run += {n_positive, n - n_positive};
      f(std::exchange(run, {}));
      begin = end;
    }
    if (begin == n_rows) continue;
    auto const rest = static_cast<std::size_t>(std::popcount(positive >> begin));
    run += {rest, static_cast<std::size_t>(n_rows - begin) - rest};
  }
}

}  // namespace CLINMETRICS_NAMESPACE
