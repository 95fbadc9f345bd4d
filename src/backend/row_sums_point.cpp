// SPDX-License-Identifier: Apache-2.0
#include "backend/row_sums_point.hpp"

#include <algorithm>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Adds to the slots of a cell: one for a count, two for a sum of amounts.
void add_to_cell(cell_sum const& sum, u128 x, std::size_t slot, std::size_t group, slot_block& out) {
  if (sum.amount.empty())
    out.at(slot, group, 0) += low_half(x);
  else
    add_wide(out.at(slot, group, 0), out.at(slot + 1, group, 0), x);
}

/// Adds one sum of some rows to its slots, which begin at `slot`.
void add_rows(row_sums_pass const& pass, cell_sum const& sum, positions rows, std::size_t slot, slot_block& out, stop_flag stop) {
  bool const is_one_cell = pass.groups->n_groups() == 1 && sum.cell.empty();
  u128 all = 0;  // of one cell: a local variable, so that it can stay in registers
  for_rows(rows.end - rows.begin, stop, [&](std::size_t i) {
    std::size_t const row = rows.begin + i;
    u128 const x = static_cast<u128>(pass.weight_of(row)) * (sum.amount.empty() ? 1 : sum.amount[row]);
    if (is_one_cell)
      all += x;
    else
      add_to_cell(sum, x, slot + sum.cell_of(row) * sum.slots_per_cell(), pass.groups->group_of(row), out);
  });
  if (is_one_cell) add_to_cell(sum, all, slot, 0, out);
}

slot_block sums_of(row_sums_pass const& pass, positions rows, stop_flag stop) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  std::size_t slot = 0;
  for (auto const& sum : pass.sums) add_rows(pass, sum, rows, slot, out, stop), slot += sum.n_slots();
  return out;
}

void add(row_sums_pass const& pass, slot_block const& part, slot_block& to) {
  for (std::size_t group = 0; group < pass.groups->n_groups(); ++group) {
    auto const of_group = part.view(group, 0);
    std::size_t slot = 0;
    for (auto const& sum : pass.sums)
      for (std::size_t const end = slot + sum.n_slots(); slot < end; slot += sum.slots_per_cell())
        add_to_cell(sum, sum.amount.empty() ? of_group[slot] : of_group.wide_at(slot), slot, group, to);
  }
}

}  // namespace

void walk_once_in_parts(row_sums_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part) {
  std::size_t const n = pass.rows->n_rows(), n_words = pass.n_slots() * pass.groups->n_groups();
  std::size_t const n_parts = std::max<std::size_t>(n / std::max(rows_of_part, n_words), 1);  // their sums take less memory than the rows
  std::vector<slot_block> parts(n_parts, slot_block(0, 0, 0));
  parallel::for_each_alone(n_parts, [&](std::size_t i) { parts[i] = sums_of(pass, {n * i / n_parts, n * (i + 1) / n_parts}, stop); });
  for (auto const& part : parts) add(pass, part, out);
}

}  // namespace CLINMETRICS_NAMESPACE
