// SPDX-License-Identifier: Apache-2.0
#include "bin_variances.hpp"

#include <algorithm>

#include "clinmetrics/core/fixed_point.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

std::vector<double> variances_of_bins(deletion_source const& from, stop_flag stop) {
  auto const& passes = *from.passes;
  auto const& sums = passes.pass(passes.pass_of(from.place)).as<row_sums_pass>().sums;
  auto const& risks = *std::find_if(sums.begin(), sums.end(), [](cell_sum const& s) { return !s.amount.empty(); });
  std::vector<double> variance(risks.n_cells, 0.0);
  std::size_t visited = 0;
  for (auto row : from.group_rows) {
    stop.check(visited++);
    double const p = from_fixed(risks.amount[row], point_bits);
    variance[risks.cell_of(row)] += p * (1 - p);
  }
  double const n = static_cast<double>(from.group_rows.size());
  for (auto& v : variance) v /= n * n;
  return variance;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
