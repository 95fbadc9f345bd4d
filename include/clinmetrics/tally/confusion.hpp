// SPDX-License-Identifier: Apache-2.0
// The four counts of a binary prediction: at a threshold of scores, or of hard labels.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct confusion {
  std::uint64_t tp = 0, fp = 0, fn = 0, tn = 0;
  static constexpr std::size_t n_words = 4;

  constexpr std::uint64_t positives() const { return tp + fn; }
  constexpr std::uint64_t negatives() const { return fp + tn; }
  constexpr std::uint64_t flagged() const { return tp + fp; }  ///< predicted positive
  constexpr std::uint64_t cleared() const { return fn + tn; }  ///< predicted negative
  constexpr std::uint64_t total() const { return tp + fp + fn + tn; }

  static constexpr confusion read(std::span<std::uint64_t const> words) { return {words[0], words[1], words[2], words[3]}; }
  static tally_record const record;
};

namespace detail {

enum confusion_form : std::uint32_t { at_cut, without_cut, of_labels };

/// Scores: the classes' sizes and the counts at the cut in the ranked pass; without a threshold the sizes alone. Hard labels: the cells
/// [2y + predicted] of a pass of their own.
inline void ask_confusion(pass_book& book, tally_request const& at, tally_place& place) {
  auto const* const y = book.truth().events();
  if (!book.has_scores(at.output)) {
    auto const* const predicted = book.predicted(at.output);
    std::vector<std::uint32_t> cell(book.n_rows());
    for (std::uint32_t row = 0; row < book.n_rows(); ++row) cell[row] = 2u * y[row] + predicted[row];
    sum_columns const cells{4, cell.data(), nullptr, merging::adds};
    place.pass = book.row_sums(&cells, 1), place.form = of_labels;
    place.add(0, 4);
    return;
  }
  place.pass = book.ranked(at.output, y, false);
  place.form = at.has_threshold ? at_cut : without_cut;
  place.add(0, 2);
  if (at.has_threshold) place.add(book.first_slot_of_cut(at.cut), 2);
}

/// Without a threshold every positive row counts as a true positive, for metrics that need the outcome only.
inline void read_confusion(tally_place const& place, std::uint64_t const* s, std::int32_t /*bits*/, std::uint64_t* words) {
  auto const write = [&](std::uint64_t tp, std::uint64_t fp, std::uint64_t fn, std::uint64_t tn) {
    words[0] = tp, words[1] = fp, words[2] = fn, words[3] = tn;
  };
  if (place.form == of_labels) return write(s[3], s[1], s[2], s[0]);
  if (place.form == without_cut) return write(s[0], 0, 0, s[1]);
  write(s[2], s[3], s[0] - s[2], s[1] - s[3]);
}

}  // namespace detail

inline constexpr tally_record confusion::record{
    .name = "confusion",
    .outcome = binary_outcome::name,
    .needs = need::decision,
    .is_rounded = false,
    .is_cells = true,
    .ask = &detail::ask_confusion,
    .n_words = [](tally_place const&) { return std::uint32_t{4}; },
    .read = &detail::read_confusion,
};

}  // namespace CLINMETRICS_NAMESPACE
