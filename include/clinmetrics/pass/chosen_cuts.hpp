// SPDX-License-Identifier: Apache-2.0
// The pass that chooses thresholds on the data: in each replicate, rules choose cuts over all rows of the cohort, and each group gives its
// counts at these cuts.
#pragma once
#include <bit>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "clinmetrics/pass/choose_cut.hpp"
#include "clinmetrics/pass/pass_ref.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Its slots, in order: n₊, n₋, then for each rule true positives, false positives and the bits of the threshold as a double, which is the
/// lowest score of a predicted positive, or +∞ if there is none. If no cut satisfies the rule, the counts are `no_count`.
struct chosen_cuts {
  static constexpr std::uint64_t no_count = ~std::uint64_t{0};
  static constexpr std::size_t first_rule = 2, slots_per_rule = 3;

  design const* rows;
  partition const* groups;
  std::span<std::uint8_t const> label;
  std::span<std::uint64_t const> weight;  ///< of each row; empty: all 1
  std::vector<threshold_rule> rules;
  ranked_rows ranked;             ///< all rows of the cohort
  std::vector<double> threshold;  ///< of each cut

  std::size_t n_slots() const { return first_rule + slots_per_rule * rules.size(); }
  slot_layout layout() const { return {{n_slots(), merging::never, false}}; }
  double weight_of(std::size_t row) const { return weight.empty() ? 1 : static_cast<double>(weight[row]); }

  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    cut_table cuts;
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      times.stop.check();
      auto const weight_in_lane = [&](std::uint32_t row) { return weight_of(row) * times(rows->unit_of(row), lane); };
      cuts.fill(ranked, label, weight_in_lane);
      auto const all = counts_above(cuts, cuts.size() - 1, weight_in_lane);
      for (std::size_t group = 0; group < all.size(); ++group)
        out.at(0, group, first + lane) = as_count(all[group].tp), out.at(1, group, first + lane) = as_count(all[group].fp);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        auto const cut = choose_cut(rules[i], cuts, no_cut);
        auto const above = counts_above(cuts, cut == no_cut ? 0 : cut, weight_in_lane);
        std::size_t const slot = first_rule + slots_per_rule * i;
        for (std::size_t group = 0; group < above.size(); ++group)
          write(cut, above[group], all[group].tp + all[group].fp == 0,
                [&](std::size_t k) -> std::uint64_t& { return out.at(slot + k, group, first + lane); });
      }
    }
  }

  struct counts {
    double tp = 0, fp = 0;
  };
  /// Writes the three slots of a rule; to(k) is the k-th of them. A group without rows has the counts 0 in any case.
  template <class To>
  void write(std::size_t cut, counts const& above, bool is_empty, To const& to) const {
    bool const is_missing = cut == no_cut && !is_empty;
    to(0) = is_missing ? no_count : as_count(above.tp), to(1) = is_missing ? no_count : as_count(above.fp);
    to(2) = cut == no_cut ? no_count : std::bit_cast<std::uint64_t>(threshold[cut]);
  }

 private:
  static std::uint64_t as_count(double x) { return static_cast<std::uint64_t>(x); }

  template <class Weight>
  std::vector<counts> counts_above(cut_table const& cuts, std::size_t cut, Weight const& weight_in_lane) const {
    std::vector<counts> of(groups->n_groups());
    if (of.size() == 1) {
      of[0] = {cuts.tp(cut), cuts.fp(cut)};
      return of;
    }
    for (std::size_t i = 0; i < ranked.row.size() && ranked.cut[i] <= cut; ++i) {
      auto const row = ranked.row[i];
      auto& c = of[groups->group_of(row)];
      (label[row] ? c.tp : c.fp) += weight_in_lane(row);
    }
    return of;
  }
};

/// Without a unit, each rule chooses its cut again over the other rows of the cohort. Units without rows in the group are never left out,
/// although they have a part in the choice.
CLINMETRICS_EXPORT std::unique_ptr<pass_deletion> delete_units(chosen_cuts const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
