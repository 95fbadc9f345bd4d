// SPDX-License-Identifier: Apache-2.0
// The row-sums pass: sums of integers over rows, by cell. Confusion counts, sums of losses and calibration bins are all of this kind.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "clinmetrics/pass/pass_ref.hpp"
#include "clinmetrics/pass/row_numbers.hpp"

namespace CLINMETRICS_NAMESPACE {

/// One sum by cell: Σ multiplicity · amount over the rows of the cell. Without amounts it counts (one slot per cell); otherwise it has two
/// slots per cell.
struct cell_sum {
  std::size_t n_cells = 1;
  row_numbers<std::uint32_t> cell = {};    ///< the cell of each row; empty: all in cell 0
  row_numbers<std::uint64_t> amount = {};  ///< a fixed-point number per row; empty: 1
  merging how = merging::adds;             ///< never: the cells are chosen from the rows themselves
  std::uint32_t cell_of(std::size_t row) const { return cell.empty() ? 0 : cell[row]; }
  std::size_t slots_per_cell() const { return amount.empty() ? 1 : 2; }
  std::size_t n_slots() const { return n_cells * slots_per_cell(); }
};

/// The sums' slots follow one another in the order of `sums`, each by cell.
struct row_sums_pass {
  static constexpr pass_kind kind = pass_kind::row_sums;

  design const* rows;
  partition const* groups;
  std::span<std::uint64_t const> weight;  ///< of each row; empty: all 1
  std::vector<cell_sum> sums;

  std::uint64_t weight_of(std::size_t row) const { return weight.empty() ? 1 : weight[row]; }
  std::size_t n_slots() const {
    std::size_t n = 0;
    for (auto const& s : sums) n += s.n_slots();
    return n;
  }
  slot_layout layout() const {
    slot_layout parts;
    for (auto const& s : sums) parts.push_back({s.n_slots(), s.how, !s.amount.empty()});
    return parts;
  }

  /// The reference implementation: simple scalar code. Multiplicity is `once` or `drawn`.
  template <class Multiplicity>
  void walk(Multiplicity const& times, slot_block& out, std::size_t first) const {
    for (std::size_t row = 0; row < rows->n_rows(); ++row) {
      times.stop.check(row);
      auto const group = groups->group_of(row);
      auto const unit = rows->unit_of(row);
      std::uint64_t const row_weight = weight_of(row);
      for (std::uint32_t lane = 0; lane < times.count; ++lane) {
        std::uint64_t const times_row = row_weight * times(unit, lane);
        std::size_t slot = 0;
        for (auto const& sum : sums) {
          std::size_t const at = slot + sum.cell_of(row) * sum.slots_per_cell();
          if (sum.amount.empty())
            out.at(at, group, first + lane) += times_row;
          else
            add_wide(out.at(at, group, first + lane), out.at(at + 1, group, first + lane), static_cast<u128>(times_row) * sum.amount[row]);
          slot += sum.n_slots();
        }
      }
    }
  }
};

/// The sums of one row alone, for some slots of a pass. A sum of two words is two slots in order. The pass must outlive it.
class single_row_sums {
 public:
  CLINMETRICS_EXPORT single_row_sums(row_sums_pass const& pass, std::span<std::uint32_t const> slots);
  /// `sums`: one word for each slot.
  CLINMETRICS_EXPORT void read(std::uint32_t row, std::span<std::uint64_t> sums) const;

 private:
  row_sums_pass const& pass_;
  std::vector<std::uint32_t> place_;  ///< of each slot of the pass, its place among those of interest
};

/// By subtraction of the unit's rows.
CLINMETRICS_EXPORT std::unique_ptr<pass_deletion> delete_units(row_sums_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
