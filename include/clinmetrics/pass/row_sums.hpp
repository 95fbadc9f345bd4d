// SPDX-License-Identifier: Apache-2.0
// The row-sums pass: sums of integers over rows, by cell. Confusion counts, sums of losses and calibration bins are all of this kind.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/pass/multiplicity.hpp"
#include "clinmetrics/pass/slots.hpp"

namespace CLINMETRICS_NAMESPACE {

/// One sum by cell: Σ multiplicity · amount over the rows of the cell. Without amounts it counts (one slot per cell); otherwise it has two
/// slots per cell.
struct cell_sum {
  std::size_t n_cells = 1;
  std::vector<std::uint32_t> cell = {};    ///< the cell of each row; empty: all in cell 0
  std::vector<std::uint64_t> amount = {};  ///< a fixed-point number per row; empty: 1
  std::size_t slots_per_cell() const { return amount.empty() ? 1 : 2; }
  std::size_t n_slots() const { return n_cells * slots_per_cell(); }
};

/// The sums' slots follow one another in the order of `sums`, each by cell.
struct row_sums_pass {
  cohort const* rows;
  partition const* groups;
  std::vector<cell_sum> sums;
  std::size_t n_slots() const {
    std::size_t n = 0;
    for (auto const& s : sums) n += s.n_slots();
    return n;
  }
};

/// The reference implementation: simple scalar code.
template <class Multiplicity>
void walk_row_sums(row_sums_pass const& pass, Multiplicity const& times, slot_block& out, std::size_t first) {
  cohort const& rows = *pass.rows;
  for (std::size_t row = 0; row < rows.n_rows(); ++row) {
    times.stop.check(row);
    auto const group = pass.groups->group_of(row);
    auto const unit = rows.unit_of(row);
    std::uint64_t const weight = rows.weight_of(row);
    for (std::uint32_t lane = 0; lane < times.count; ++lane) {
      std::uint64_t const times_row = weight * times(unit, lane);
      std::size_t slot = 0;
      for (auto const& sum : pass.sums) {
        std::size_t const at = slot + (sum.cell.empty() ? 0 : sum.cell[row]) * sum.slots_per_cell();
        if (sum.amount.empty())
          out.at(at, group, first + lane) += times_row;
        else
          add_wide(out.at(at, group, first + lane), out.at(at + 1, group, first + lane), static_cast<u128>(times_row) * sum.amount[row]);
        slot += sum.n_slots();
      }
    }
  }
}

}  // namespace CLINMETRICS_NAMESPACE
