// SPDX-License-Identifier: Apache-2.0
// Runs a row-sums program over one tile: block by block; at the end of each run its sums are added to their cells.
#pragma once
#include <cstring>
#include <span>

#include "columns.hpp"
#include "row_sums_kernel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// Adds the sums of a run to the cells of its rows.
inline void add_run(row_sums_program const& program, std::size_t run, row_sums_pass const& pass, run_count const& count,
                    std::span<run_sum const> of_factor, tile_columns const& columns, slot_block& out) {
  std::size_t const group = program.run_group[run];
  std::size_t first_slot = 0;
  for (std::size_t s = 0; s < pass.sums.size(); ++s) {
    auto const& sum = pass.sums[s];
    std::size_t const slot = first_slot + program.run_cells[run * pass.sums.size() + s] * sum.slots_per_cell();
    first_slot += sum.n_slots();
    std::uint32_t const factor = program.factor_of[s];
    if (factor == row_sums_program::no_factor) {
      if (sum.amount.empty()) add_slot(out, slot, group, columns, count.count);
    } else if (sum.amount.empty()) {
      add_slot(out, slot, group, columns, of_factor[factor].low);
    } else {
      add_wide_slot(out, slot, group, columns, of_factor[factor].low, of_factor[factor].high);
    }
  }
}

/// `weights` as for the ranked program. The sums of runs with the same cell are added; `out` starts at zero.
template <class Weights>
void walk(row_sums_program const& program, row_sums_pass const& pass, Weights& weights, tile_columns const& columns, slot_block& out,
          stop_flag stop) {
  run_count count{};
  std::vector<run_sum> sums(program.factors.size());
  std::vector<digit_sum> digit_sums(program.n_digits);
  std::uint32_t const* units = program.units.data();
  std::uint32_t const* const end = units + program.units.size();
  std::uint32_t const* digits = program.digits.data();
  std::size_t run = 0, n_blocks = 0, n_waiting = 0;
  for (auto const& block : program.blocks) {
    if (n_blocks++ % 128 == 0) stop.check();
    auto const rows = weights(units, block.n_rows, static_cast<std::size_t>(end - units) - block.n_rows);
    if (program.counts_rows) add_counts(count, block.n_rows, rows);
    if (program.n_digits > 0) {
      add_digit_products(digit_sums.data(), program.n_digits, digits, block.n_rows, rows);
      if (block.ends_run || ++n_waiting == blocks_a_digit_sum) {
        for (std::size_t f = 0; f < sums.size(); ++f)
          carry_digits(sums[f], digit_sums.data() + program.factors[f].first_digit, program.factors[f].n_digits);
        n_waiting = 0;
      }
    }
    units += block.n_rows;
    digits += (block.n_rows + std::size_t{1}) / 2 * program.n_digits;
    if (!block.ends_run) continue;
    add_run(program, run++, pass, count, sums, columns, out);
    std::memset(static_cast<void*>(&count), 0, sizeof count);
    if (!sums.empty()) std::memset(static_cast<void*>(sums.data()), 0, sums.size() * sizeof(run_sum));
  }
}

}  // namespace CLINMETRICS_NAMESPACE::simd
