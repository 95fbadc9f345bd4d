// SPDX-License-Identifier: Apache-2.0
// The ranked pass: one pass by descending score gives, for every group and replicate, the classes' sizes, the Mann–Whitney count,
// the average-precision sum, and the counts at each cut.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/ordering/ties.hpp"
#include "clinmetrics/pass/pass_ref.hpp"
#include "clinmetrics/pass/precision_term.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The inputs of the pass. Cuts are ascending positions in the ordering and never split equal scores.
/// Its slots, in order: n₊, n₋, 2U (two slots), AP sum (two slots), then true and false positives at each cut.
/// 2U = Σ over positives of 2·(negatives below) + (negatives tied). AP sum = Σ over positives of trunc(2⁴⁰·TP/(TP + FP)) at the end of
/// their tie.
struct ranked_pass {
  static constexpr pass_kind kind = pass_kind::ranked;
  static constexpr std::size_t first_cut = 6;

  design const* rows;
  ranked_order const* order;
  partition const* groups;
  std::span<std::uint8_t const> label;         ///< 1 for a positive row, 0 for a negative one
  std::span<std::uint64_t const> weight = {};  ///< of each row; empty: all 1
  std::vector<std::uint32_t> cuts = {};
  bool wants_precision = true;              ///< if false, the AP sum stays 0, which saves its divisions
  column const* label_on_device = nullptr;  ///< the labels in device memory, if they are also there

  std::uint64_t weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
  std::size_t n_slots() const { return first_cut + 2 * cuts.size(); }
  slot_layout layout() const {
    return {{2, merging::adds, false}, {2, merging::by_range, true}, {2, merging::never, true}, {2 * cuts.size(), merging::adds, false}};
  }

  /// The reference implementation: simple scalar code. Multiplicity is `once` or `drawn`.
  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const;
};

/// By subtraction of the placements of the unit's rows; the precision sum is added again below each removed row.
CLINMETRICS_EXPORT std::unique_ptr<pass_deletion> delete_units(ranked_pass const& pass, stop_flag stop);

namespace detail {

/// The sums of the pass for one group in one replicate.
struct ranked_sums_so_far {
  std::uint64_t tp = 0, fp = 0;              ///< above the current tie
  std::uint64_t tied_pos = 0, tied_neg = 0;  ///< within it
  u128 two_u = 0, precision_sum = 0;
  /// Without a branch, because the labels in order of score cannot be predicted.
  void add(bool is_positive, std::uint64_t weight) {
    tied_pos += is_positive ? weight : 0;
    tied_neg += is_positive ? 0 : weight;
  }
  void end_tie(bool wants_precision) {
    tp += tied_pos, fp += tied_neg;
    two_u += static_cast<u128>(tied_neg) * (2 * static_cast<u128>(tp) - tied_pos);
    if (wants_precision && tied_pos) precision_sum += static_cast<u128>(tied_pos) * precision_term(tp, tp + fp);
    tied_pos = tied_neg = 0;
  }
};

}  // namespace detail

template <class Multiplicity>
void ranked_pass::walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
  using sums = detail::ranked_sums_so_far;
  std::vector of_group(groups->n_groups(), times.template per_lane<sums>());
  std::size_t position = 0;
  auto const walk_to = [&](std::size_t end) {
    for_each_group_tie(  // its functions hold copies, because members would be read from memory again after each sum that is written
        *order, *groups, of_group, {std::exchange(position, end), end}, times.stop,
        [times, in = rows, y = label, w = weight](auto& of_lane, std::uint32_t row) {
          auto const unit = in->unit_of(row);
          std::uint64_t const row_weight = w.empty() ? 1 : w[row];
          for (std::uint32_t lane = 0; lane < times.count; ++lane) of_lane[lane].add(y[row], row_weight * times(unit, lane));
        },
        [precision = wants_precision](auto& of_lane, std::uint32_t /*row*/) {
          for (auto& s : of_lane) s.end_tie(precision);
        });
  };
  auto const write = [&](std::size_t slot, auto const& words_of) {
    for (std::size_t group = 0; group < of_group.size(); ++group)
      for (std::uint32_t lane = 0; lane < times.count; ++lane) {
        auto at = slot;
        for (std::uint64_t const word : words_of(of_group[group][lane])) out.at(at++, group, first + lane) = word;
      }
  };
  std::size_t slot = first_cut;
  for (auto const cut : cuts) {
    walk_to(cut);
    write(std::exchange(slot, slot + 2), [](sums const& s) { return std::array{s.tp, s.fp}; });
  }
  walk_to(order->size());
  write(0, [](sums const& s) {
    return std::array{s.tp, s.fp, low_half(s.two_u), high_half(s.two_u), low_half(s.precision_sum), high_half(s.precision_sum)};
  });
}

}  // namespace CLINMETRICS_NAMESPACE
