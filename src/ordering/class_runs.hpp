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
#include <vector>

#include "clinmetrics/ordering/ties.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Rows of one group, or their weights, by class.
struct class_weights {
  std::uint64_t positive = 0, negative = 0;
  class_weights& operator+=(class_weights const& o) { return positive += o.positive, negative += o.negative, *this; }
};

/// Whether positive rows that are not tied are counted together, or negative rows alone.
enum class run_of : std::uint8_t { either_class, negatives };

/// The labels, 1 for positive rows, at up to 64 positions that share a word of tie_ends.
struct labels_by_row {
  ranked_order const& order;
  std::span<std::uint8_t const> label;
  std::uint64_t operator()(std::size_t first, int n) const {
    std::uint64_t positive = 0;
    for (int i = 0; i < n; ++i) positive |= std::uint64_t{label[order.row[first + static_cast<std::size_t>(i)]]} << i;
    return positive;
  }
};

/// The same from one bit for each position: for walks after the first, because reading labels takes most of the time of a walk.
class labels_in_order {
 public:
  labels_in_order(ranked_order const& order, std::span<std::uint8_t const> label, stop_flag stop) : words_((order.size() + 63) / 64) {
    constexpr std::size_t of_part = stop_flag::rows_between_looks / 64;
    labels_by_row const read{order, label};
    parallel::for_each_alone((words_.size() + of_part - 1) / of_part, [&](std::size_t part) {
      stop.check();
      for (std::size_t i = part * of_part, end = std::min(words_.size(), i + of_part); i < end; ++i)
        words_[i] = read(64 * i, static_cast<int>(std::min<std::size_t>(64, order.size() - 64 * i)));
    });
  }
  std::uint64_t operator()(std::size_t first, int n) const { return words_[first / 64] >> (first % 64) & (~std::uint64_t{0} >> (64 - n)); }
  class_weights count(positions at) const {
    class_weights n{0, at.end - at.begin};
    for (std::size_t first = at.begin, next = first; first < at.end; first = next) {
      next = std::min(at.end, (first / 64 + 1) * 64);
      n.positive += static_cast<std::uint64_t>(std::popcount((*this)(first, static_cast<int>(next - first))));
    }
    n.negative -= n.positive;
    return n;
  }

 private:
  std::vector<std::uint64_t> words_;
};

/// Calls f(class_weights) with the numbers of rows of each run, by descending score; `labels` is one of the two above.
template <class Labels, class F>
void for_each_class_run(ranked_order const& order, Labels const& labels, positions at, run_of kind, stop_flag stop, F&& f) {
  class_weights run;        // that has not ended
  std::uint64_t ended = 1;  // whether the row before this word ends a tie
  for (std::size_t first = at.begin, next = first; first < at.end; first = next) {
    if (first % stop_flag::rows_between_looks < 64) stop.check();
    next = std::min(at.end, (first / 64 + 1) * 64);
    auto const n_rows = static_cast<int>(next - first);
    std::uint64_t const positive = labels(first, n_rows);
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
