// SPDX-License-Identifier: Apache-2.0
// A stable counting sort, because the numbers of runs are small.
#include "pass/row_runs.hpp"

#include <algorithm>
#include <numeric>

#include "clinmetrics/core/combinations.hpp"

namespace CLINMETRICS_NAMESPACE {

row_runs sort_into_runs(row_sums_pass const& pass, stop_flag stop) {
  std::size_t const n = pass.rows->n_rows();
  auto const& groups = *pass.groups;
  auto runs = groups.code.empty() ? combinations(n) : combinations(groups.code, groups.n_groups());
  for (auto const& sum : pass.sums)
    if (!sum.cell.empty() && sum.n_cells > 1) runs.add(sum.n_cells, stop, [&](std::size_t row) { return sum.cell[row]; });

  row_runs out{std::vector<std::uint32_t>(n), std::vector<std::uint32_t>(runs.bound() + 1)};
  for (auto run : runs.of_row()) ++out.begin[run + 1];
  std::partial_sum(out.begin.begin(), out.begin.end(), out.begin.begin());
  auto next = out.begin;
  for_rows(n, stop, [&](std::size_t row) { out.row[next[runs.of_row()[row]]++] = static_cast<std::uint32_t>(row); });
  out.begin.erase(std::unique(out.begin.begin(), out.begin.end()), out.begin.end());  // numbers without rows
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
