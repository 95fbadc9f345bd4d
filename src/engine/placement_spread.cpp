// SPDX-License-Identifier: Apache-2.0
// Placements are equal within a tie, so their sums and sums of squares are added tie by tie, in exact integers.
#include "placement_spread.hpp"

#include <utility>

#include "ordering/walk_in_parts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Twice the rows of the other class above each row, plus those that are tied with it: among the rows of one part until it is joined.
struct rows_above {
  class_weights tied = {};
  sums_of_both sums = {};
  class_weights counts() const { return {sums.of_positives.n, sums.of_negatives.n}; }
  void add(class_weights const& rows) { tied += rows; }
  void end_tie() {
    auto const above = counts();
    sums.of_positives.add(tied.positive, 2 * above.negative + tied.negative);
    sums.of_negatives.add(tied.negative, 2 * above.positive + tied.positive);
    tied = {};
  }
  void join(rows_above const& below) {
    auto const above = counts();
    sums.of_positives += below.sums.of_positives.raised(2 * above.negative);
    sums.of_negatives += below.sums.of_negatives.raised(2 * above.positive);
  }
  void begin_below(class_weights const& /*above*/) {}  // not needed
};

}  // namespace

std::vector<sums_of_both> sums_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                             stop_flag stop) {
  auto const parts = parts_of(order, groups.n_groups(), {}, rows_of_part(order));
  auto const walked = walk_in_parts({order, groups, label}, parts, run_of::either_class, std::vector<rows_above>(groups.n_groups()), stop);
  std::vector<sums_of_both> out;
  for (auto const& [tied, sums] : walked.all) out.push_back({sums.of_positives.below(2 * sums.of_negatives.n), sums.of_negatives});
  return out;
}

std::vector<class_spread> spread_of_placements(std::span<std::uint8_t const> label, ranked_order const& order, partition const& groups,
                                               stop_flag stop) {
  std::vector<class_spread> out;
  for (auto const& sums : sums_of_placements(label, order, groups, stop)) out.push_back(sums.spread());
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
