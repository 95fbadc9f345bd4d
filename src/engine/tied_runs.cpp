// SPDX-License-Identifier: Apache-2.0
#include "tied_runs.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>
#include <utility>

#include "clinmetrics/ordering/ties.hpp"
#include "ordering/class_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

struct runs_of_group {
  std::vector<tied_rows> runs;
  tied_rows current{0, 0};
};

std::vector<tied_rows> runs_of_all(std::span<std::uint8_t const> label, ranked_order const& order, stop_flag stop) {
  auto const n_ties = std::transform_reduce(order.tie_ends.begin(), order.tie_ends.end(), std::size_t{0}, std::plus<>(),
                                            [](std::uint64_t ends) { return static_cast<std::size_t>(std::popcount(ends)); });
  auto const n_positive = static_cast<std::size_t>(std::count(label.begin(), label.end(), std::uint8_t{1}));
  std::vector<tied_rows> runs;
  runs.reserve(std::min(n_ties, 2 * n_positive + 1));  // a vector that grows would take twice the memory
  for_each_class_run(order, labels_by_row{order, label}, {0, order.size()}, run_of::negatives, stop, [&](class_weights const& run) {
    append_run(runs, {static_cast<std::uint32_t>(run.positive), static_cast<std::uint32_t>(run.negative)});
  });
  return runs;
}

}  // namespace

std::vector<std::vector<tied_rows>> tied_runs(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                              stop_flag stop) {
  if (groups.n_groups() == 1) return {runs_of_all(label, order, stop)};
  std::vector<runs_of_group> of_group(groups.n_groups());
  for_each_group_tie(
      order, groups, of_group, {0, order.size()}, stop,
      [&](runs_of_group& g, std::uint32_t row) { ++(label[row] != 0 ? g.current.positive : g.current.negative); },
      [](runs_of_group& g, std::uint32_t) {
        append_run(g.runs, std::exchange(g.current, {0, 0}));
      });
  std::vector<std::vector<tied_rows>> out;
  for (auto& g : of_group) out.push_back(std::move(g.runs));
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
