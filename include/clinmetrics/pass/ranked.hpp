// SPDX-License-Identifier: Apache-2.0
// The ranked pass: one pass by descending score gives, for every group and replicate, the classes' sizes, the Mann–Whitney count,
// the average-precision sum, and the counts at each cut.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "clinmetrics/ordering/ranked_order.hpp"
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

template <class Multiplicity>
void ranked_pass::walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
  struct state {                               // of one group in one replicate
    std::uint64_t tp = 0, fp = 0;              // above the current tie
    std::uint64_t tied_pos = 0, tied_neg = 0;  // within it
    u128 two_u = 0, precision_sum = 0;
    void end_tie(bool has_precision) {
      tp += tied_pos, fp += tied_neg;
      two_u += static_cast<u128>(tied_neg) * (2 * static_cast<u128>(tp) - tied_pos);
      if (tied_pos && has_precision) precision_sum += static_cast<u128>(tied_pos) * precision_term(tp, tp + fp);
      tied_pos = tied_neg = 0;
    }
  };
  std::size_t const n_groups = groups->n_groups();
  std::vector<state> states(n_groups * times.count);
  std::vector<std::uint32_t> touched;  // groups with rows in the current tie
  std::vector<bool> is_touched(n_groups);
  auto const end_tie = [&] {
    for (auto group : touched) {
      for (std::uint32_t lane = 0; lane < times.count; ++lane) states[group * times.count + lane].end_tie(wants_precision);
      is_touched[group] = false;
    }
    touched.clear();
  };
  std::size_t next_cut = 0;
  auto const take_cuts = [&](std::size_t position) {
    for (; next_cut < cuts.size() && cuts[next_cut] == position; ++next_cut)
      for (std::size_t group = 0; group < n_groups; ++group)
        for (std::uint32_t lane = 0; lane < times.count; ++lane) {
          auto const& s = states[group * times.count + lane];
          out.at(first_cut + 2 * next_cut, group, first + lane) = s.tp;
          out.at(first_cut + 2 * next_cut + 1, group, first + lane) = s.fp;
        }
  };
  take_cuts(0);
  for (std::size_t position = 0; position < order->size(); ++position) {
    times.stop.check(position);
    auto const row = order->row[position];
    auto const group = groups->group_of(row);
    auto const unit = rows->unit_of(row);
    std::uint64_t const row_weight = weight_of(row);
    if (!is_touched[group]) is_touched[group] = true, touched.push_back(group);
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      auto& s = states[group * times.count + lane];
      (label[row] ? s.tied_pos : s.tied_neg) += row_weight * times(unit, lane);
    }
    if (order->ends_tie(position)) end_tie(), take_cuts(position + 1);
  }
  for (std::size_t group = 0; group < n_groups; ++group)
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      auto const& s = states[group * times.count + lane];
      std::array<std::uint64_t, 6> const slots{
          s.tp, s.fp, low_half(s.two_u), high_half(s.two_u), low_half(s.precision_sum), high_half(s.precision_sum)};
      for (std::size_t slot = 0; slot < slots.size(); ++slot) out.at(slot, group, first + lane) = slots[slot];
    }
}

}  // namespace CLINMETRICS_NAMESPACE
