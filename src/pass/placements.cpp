// SPDX-License-Identifier: Apache-2.0
// One walk over the ordering, tie by tie.
#include "pass/placements.hpp"

#include <utility>

namespace CLINMETRICS_NAMESPACE {

placements find_placements(ranked_pass const& pass, stop_flag stop) {
  auto const& groups = *pass.groups;
  auto const& order = *pass.order;
  std::size_t const n = order.size();
  placements out{std::vector<std::uint32_t>(n), std::vector<std::uint64_t>(n)};
  struct sums {
    std::uint64_t tp = 0, fp = 0, tied_pos = 0, tied_neg = 0, negatives = 0;
  };
  std::vector<sums> of(groups.n_groups());
  for (std::size_t row = 0; row < n; ++row)
    if (!pass.label[row]) of[groups.group_of(row)].negatives += pass.weight_of(row);
  for_each_tie(
      order, {0, n}, stop,
      [&](std::uint32_t row) {
        auto& g = of[groups.group_of(row)];
        (pass.label[row] ? g.tied_pos : g.tied_neg) += pass.weight_of(row);
      },
      [&](positions tie) {
        for (std::size_t i = tie.begin; i < tie.end; ++i) {
          auto const row = order.row[i];
          auto const& g = of[groups.group_of(row)];
          out.position[row] = static_cast<std::uint32_t>(i);
          out.placement[row] = pass.label[row] ? 2 * (g.negatives - g.fp - g.tied_neg) + g.tied_neg : 2 * g.tp + g.tied_pos;
        }
        for (std::size_t i = tie.begin; i < tie.end; ++i) {
          auto& g = of[groups.group_of(order.row[i])];
          g.tp += std::exchange(g.tied_pos, 0), g.fp += std::exchange(g.tied_neg, 0);
        }
      });
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
