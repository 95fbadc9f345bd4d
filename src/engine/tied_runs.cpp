// SPDX-License-Identifier: Apache-2.0
#include "tied_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

std::vector<std::vector<tied_rows>> tied_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                              stop_flag stop) {
  std::vector<std::vector<tied_rows>> runs(groups.n_groups());
  std::vector<std::size_t> run_of_last(groups.n_groups(), 0);  // the run, counted from 1, to which the last rows of a group belong
  std::size_t run = 1;
  for (std::size_t i = 0; i < order.size(); ++i) {
    stop.check(i);
    auto const row = order.row[i], group = groups.group_of(row);
    if (run_of_last[group] != run) runs[group].push_back({0, 0}), run_of_last[group] = run;
    ++(label[row] != 0 ? runs[group].back().positive : runs[group].back().negative);
    run += order.ends_tie(i);
  }
  return runs;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
