// SPDX-License-Identifier: Apache-2.0
// Limits of the range of a metric over independent groups, max − min, and of the worst group, from the limits of each group.
//
//   range, upper limit   the largest upper limit of the difference of any two groups, by MOVER from their limits at the level: the true
//                        extremes are one of these pairs, so that no correction for the choice of the pair is needed
//   range, lower limit   the largest lower limit of any pair, at least 0, from limits that hold for all pairs together: those at the
//                        multiplier κ of the studentized range (compare/studentized_range.hpp)
//   worst, where higher is better   lower: the least lower limit at the level; upper: the least upper limit at Šidák's level
//                        (compare/multiplicity.hpp). Where lower is better, the same mirrored: lower: the greatest lower limit at Šidák's
//                        level; upper: the greatest upper limit at the level.
//
// The observed range is larger than the true one on average, and the observed worst group too bad. Both limits of the range are on their
// sides of it, nevertheless, and so are those of the worst group. With two groups, the upper limit is that of the difference by MOVER, or
// of the reversed difference if this is larger. The limits are nested in the level if those of the groups are. They do not depend on the
// order of the groups. Limits at κ and at Šidák's level must hold in far tails: exact ones do, Wilson's do not.
//
// The cost is O(K log K) for groups whose values and limits are related as those of a metric are; the limits are exact in any case.
//
// Degenerate cases: a group with NaN as its value or a limit takes no part (κ and Šidák's level are those of the others); fewer than two
// groups for a range, or none for the worst: too_few. Several groups with the same extreme value: the first is named, and of equal groups
// the first two. References: Zou GY, Donner A. Stat Med 2008;27:1693-1702. doi:10.1002/sim.3095; the multiplier: Tukey JW. The problem of
// multiple comparisons. Princeton 1953; the upper limit: Berger RL. Technometrics 1982;24:295-300. doi:10.2307/1267823. Their combination
// is new here and has not been reviewed by others.
#pragma once
#include <cstddef>
#include <span>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE {

struct limit_pair {
  double lower, upper;
};

/// The value of a group and its limits at the level, at the multiplier κ, and at Šidák's level.
struct limits_of_group {
  double value;
  limit_pair pointwise, simultaneous, sidak;
};

/// max − min with its limits, and the positions of the two groups.
struct range_of_groups {
  double value;
  interval limits;
  std::size_t greatest, least;
};

/// The worst value with its limits, and the position of its group.
struct worst_of_groups {
  double value;
  interval limits;
  std::size_t worst;
};

CLINMETRICS_EXPORT range_of_groups split_range(std::span<limits_of_group const> groups);
CLINMETRICS_EXPORT worst_of_groups split_worst(std::span<limits_of_group const> groups, bool higher_is_better);

}  // namespace CLINMETRICS_NAMESPACE
