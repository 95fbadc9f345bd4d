// SPDX-License-Identifier: Apache-2.0
#include "backend/row_sums_point.hpp"

#include <algorithm>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Adds one sum of some rows to its slots, which begin at `slot`.
void add_rows(row_sums_pass const& pass, cell_sum const& sum, positions rows, std::size_t slot, slot_block& out, stop_flag stop) {
  bool const is_one_cell = pass.groups->n_groups() == 1 && sum.cell.empty();
  u128 all = 0;  // of one cell: a local variable, so that it can stay in registers
  for_rows(rows.end - rows.begin, stop, [&](std::size_t i) {
    std::size_t const row = rows.begin + i;
    u128 const x = static_cast<u128>(pass.weight_of(row)) * (sum.amount.empty() ? 1 : sum.amount[row]);
    if (is_one_cell) {
      all += x;
      return;
    }
    auto const group = pass.groups->group_of(row);
    std::size_t const at = slot + sum.cell_of(row) * sum.slots_per_cell();
    if (sum.amount.empty())
      out.at(at, group, 0) += low_half(x);
    else
      add_wide(out.at(at, group, 0), out.at(at + 1, group, 0), x);
  });
  if (!is_one_cell) return;
  if (sum.amount.empty())
    out.at(slot, 0, 0) += low_half(all);
  else
    add_wide(out.at(slot, 0, 0), out.at(slot + 1, 0, 0), all);
}

slot_block sums_of(row_sums_pass const& pass, positions rows, stop_flag stop) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  std::size_t slot = 0;
  for (auto const& sum : pass.sums) add_rows(pass, sum, rows, slot, out, stop), slot += sum.n_slots();
  return out;
}

void add(row_sums_pass const& pass, slot_block& part, slot_block& to) {
  std::size_t slot = 0;
  for (auto const& sum : pass.sums)
    for (std::size_t const end = slot + sum.n_slots(); slot < end; slot += sum.slots_per_cell())
      for (std::size_t group = 0; group < pass.groups->n_groups(); ++group) {
        if (sum.amount.empty())
          to.at(slot, group, 0) += part.at(slot, group, 0);
        else
          add_wide(to.at(slot, group, 0), to.at(slot + 1, group, 0), wide(part.at(slot, group, 0), part.at(slot + 1, group, 0)));
      }
}

}  // namespace

void walk_once_in_parts(row_sums_pass const& pass, slot_block& out, stop_flag stop, std::size_t rows_of_part) {
  std::size_t const n = pass.rows->n_rows(), n_words = pass.n_slots() * pass.groups->n_groups();
  std::size_t const n_parts = std::max<std::size_t>(n / std::max(rows_of_part, n_words), 1);  // their sums take less memory than the rows
  std::vector<slot_block> parts(n_parts, slot_block(0, 0, 0));
  parallel::for_each_alone(n_parts, [&](std::size_t i) { parts[i] = sums_of(pass, {n * i / n_parts, n * (i + 1) / n_parts}, stop); });
  for (auto& part : parts) add(pass, part, out);
}

}  // namespace CLINMETRICS_NAMESPACE
