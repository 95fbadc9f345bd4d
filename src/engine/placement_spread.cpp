// SPDX-License-Identifier: Apache-2.0
// Placements are equal within a tie, so their sums and sums of squares are added tie by tie, in exact integers.
#include "placement_spread.hpp"

#include "clinmetrics/ordering/ties.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

struct group_state {
  std::uint64_t negatives = 0;               // of the whole group
  std::uint64_t tp = 0, fp = 0;              // above the current tie
  std::uint64_t tied_pos = 0, tied_neg = 0;  // within it
  sums_of_both sums;
  void add(bool is_positive) { tied_pos += is_positive, tied_neg += !is_positive; }
  void end_tie() {
    if (tied_pos) sums.of_positives.add(tied_pos, 2 * (negatives - fp - tied_neg) + tied_neg);
    if (tied_neg) sums.of_negatives.add(tied_neg, 2 * tp + tied_pos);
    tp += tied_pos, fp += tied_neg;
    tied_pos = tied_neg = 0;
  }
};

std::vector<group_state> walk(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups, stop_flag stop) {
  std::vector<group_state> states(groups.n_groups());
  for (std::size_t row = 0; row < label.size(); ++row) states[groups.group_of(row)].negatives += label[row] == 0;
  for_each_group_tie(
      order, groups, states, {0, order.size()}, stop, [&](group_state& s, std::uint32_t row) { s.add(label[row]); },
      [](group_state& s, std::uint32_t /*row*/) { s.end_tie(); });
  return states;
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
