// SPDX-License-Identifier: Apache-2.0
// Placements are equal within a tie, so their sums and sums of squares are added tie by tie, in exact integers.
#include "placement_spread.hpp"

#include <utility>

#include "ordering/walk_in_parts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

struct group_state {
  std::uint64_t negatives = 0;  // of the whole group
  class_weights above = {};     // above the current tie
  class_weights tied = {};      // within it
  sums_of_both sums = {};
  void begin_below(class_weights const& rows) { above = rows; }
  void add(class_weights const& row) { tied += row; }
  void end_tie() {
    if (tied.positive) sums.of_positives.add(tied.positive, 2 * (negatives - above.negative - tied.negative) + tied.negative);
    if (tied.negative) sums.of_negatives.add(tied.negative, 2 * above.positive + tied.positive);
    above += std::exchange(tied, {});
  }
  void join(group_state const& below) {
    above = below.above;
    sums.of_positives += below.sums.of_positives, sums.of_negatives += below.sums.of_negatives;
  }
};

std::vector<group_state> walk(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups, stop_flag stop) {
  std::vector<group_state> states(groups.n_groups());
  for (std::size_t row = 0; row < label.size(); ++row) states[groups.group_of(row)].negatives += label[row] == 0;
  auto const parts = parts_of(order, groups.n_groups(), {}, parallel::n_threads() > 1 ? usual_rows_of_part : order.size());
  auto const weight_of = [label](std::uint32_t row) {
    bool const is_positive = label[row] != 0;
    return class_weights{is_positive, !is_positive};
  };
  return walk_in_parts(order, groups, parts, std::move(states), weight_of, stop).all;
}

}  // namespace

std::vector<class_spread> spread_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                               stop_flag stop) {
  std::vector<class_spread> out;
  for (auto const& g : walk(label, order, groups, stop)) out.push_back(g.sums.spread());
  return out;
}

std::vector<sums_of_both> sums_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                             stop_flag stop) {
  std::vector<sums_of_both> out;
  for (auto const& g : walk(label, order, groups, stop)) out.push_back(g.sums);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
