// SPDX-License-Identifier: Apache-2.0
// The pass that answers questions about the cuts of an output within each group: counts at a cut that is searched, and areas.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "clinmetrics/pass/answer_question.hpp"
#include "clinmetrics/pass/pass_ref.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Its slots, in order: n₊, n₋, then the answer to each question, which is 0 if a class has no row.
struct operating_points {
  design const* rows;
  partition const* groups;
  std::span<std::uint8_t const> label;
  std::span<std::uint64_t const> weight;  ///< of each row; empty: all 1
  std::vector<cut_question> questions;
  std::vector<ranked_rows> ranked;  ///< of each group

  static constexpr std::size_t first_slot_of(std::size_t question) { return 2 + std::tuple_size_v<cut_answer> * question; }
  std::size_t n_slots() const { return first_slot_of(questions.size()); }
  slot_layout layout() const { return {{n_slots(), merging::never, false}}; }
  double weight_of(std::size_t row) const { return weight.empty() ? 1 : static_cast<double>(weight[row]); }
  bool has_areas() const {
    return std::any_of(questions.begin(), questions.end(), [](cut_question const& q) { return is_area(q.what); });
  }

  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    cut_table cuts;
    for (std::size_t group = 0; group < ranked.size(); ++group)
      for (std::uint32_t lane = 0; lane < times.count; ++lane) {
        times.stop.check();
        cuts.fill(ranked[group], label, [&](std::uint32_t row) { return weight_of(row) * times(rows->unit_of(row), lane); });
        if (has_areas()) cuts.add_areas();
        auto const to = [&](std::size_t slot) -> std::uint64_t& { return out.at(slot, group, first + lane); };
        to(0) = static_cast<std::uint64_t>(cuts.positives()), to(1) = static_cast<std::uint64_t>(cuts.negatives());
        if (cuts.positives() == 0 || cuts.negatives() == 0) continue;
        for (std::size_t i = 0; i < questions.size(); ++i) {
          auto const answer = answer_question(questions[i], cuts, no_cut);
          for (std::size_t k = 0; k < answer.size(); ++k) to(first_slot_of(i) + k) = answer[k];
        }
      }
  }
};

/// Without a unit, each cut is searched again. Areas differ from those of the other rows alone by rounding.
CLINMETRICS_EXPORT std::unique_ptr<pass_deletion> delete_units(operating_points const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
