// SPDX-License-Identifier: Apache-2.0
// The pairs of groups with the outermost limits, and the group with the outermost limits.
#include "clinmetrics/compare/split.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/mover.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using groups_of_limits = std::span<limits_of_group const>;
using positions = std::vector<std::size_t>;

bool is_usable(limits_of_group const& g) {
  return !std::isnan(g.value + g.pointwise.lower + g.pointwise.upper + g.simultaneous.lower + g.simultaneous.upper + g.sidak.lower +
                     g.sidak.upper);
}

positions usable(groups_of_limits groups) {
  positions found;
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (is_usable(groups[i])) found.push_back(i);
  return found;
}

struct point {
  double value, limit;
  std::size_t group;
};

/// The groups of which one is the best partner of any other group, if a pair's limit does not decrease in the value nor in the limit of
/// either partner, as MOVER's. A group that another one exceeds in both is never needed, unless that one is the partner itself; therefore
/// the same again of the groups that were left. Few groups remain, because a limit mostly increases with the value.
positions candidates(std::vector<point> points) {
  auto const is_before = [](point const& a, point const& b) {
    return a.value != b.value ? a.value > b.value : a.limit != b.limit ? a.limit > b.limit : a.group < b.group;
  };
  // Most groups are below the first two in both.
  std::partial_sort(points.begin(), points.begin() + 2, points.end(), is_before);
  double const least = std::min(points[0].limit, points[1].limit);
  points.erase(std::remove_if(points.begin() + 2, points.end(), [least](point const& p) { return p.limit <= least; }), points.end());
  std::sort(points.begin() + 2, points.end(), is_before);
  positions found;
  for (int layer = 0; layer < 2; ++layer) {
    std::vector<point> kept, left;
    for (auto const& p : points) (kept.empty() || p.limit > kept.back().limit ? kept : left).push_back(p);
    for (auto const& p : kept) found.push_back(p.group);
    points = std::move(left);
  }
  return found;
}

enum class end : bool { lower, upper };

/// The largest lower or upper limit of the difference of two groups.
double largest_limit(groups_of_limits groups, positions const& usable, limit_pair limits_of_group::*which, end of) {
  std::vector<point> firsts, seconds;
  for (std::size_t i : usable) {
    auto const& [lower, upper] = groups[i].*which;
    firsts.push_back({groups[i].value, of == end::upper ? upper : lower, i});
    seconds.push_back({-groups[i].value, of == end::upper ? -lower : -upper, i});
  }
  auto const second_candidates = candidates(std::move(seconds));
  auto const bounded_of = [&](std::size_t i) { return bounded{groups[i].value, (groups[i].*which).lower, (groups[i].*which).upper}; };
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i : candidates(std::move(firsts)))
    for (std::size_t j : second_candidates)
      if (i != j) {
        auto const difference = mover(bounded_of(i), bounded_of(j), {});
        largest = std::max(largest, of == end::upper ? difference.upper : difference.lower);
      }
  return largest;
}

}  // namespace

range_of_groups split_range(groups_of_limits groups) {
  auto const usable_groups = usable(groups);
  if (usable_groups.size() < 2) return {detail::nan, detail::no_interval(interval_status::too_few), 0, 0};
  auto const by_value = [&](std::size_t a, std::size_t b) { return groups[a].value < groups[b].value; };
  std::size_t const greatest = *std::max_element(usable_groups.begin(), usable_groups.end(), by_value);
  std::size_t least = *std::min_element(usable_groups.begin(), usable_groups.end(), by_value);
  if (least == greatest) least = usable_groups[1];  // all are equal, and the greatest is the first
  double const lower = largest_limit(groups, usable_groups, &limits_of_group::simultaneous, end::lower);
  double const upper = largest_limit(groups, usable_groups, &limits_of_group::pointwise, end::upper);
  return {groups[greatest].value - groups[least].value, detail::limits(std::max(lower, 0.0), upper), greatest, least};
}

worst_of_groups split_worst(groups_of_limits groups, bool higher_is_better) {
  auto const usable_groups = usable(groups);
  if (usable_groups.empty()) return {detail::nan, detail::no_interval(interval_status::too_few), 0};
  // Where lower is better, the greatest number is the least of the negated ones.
  double const sign = higher_is_better ? 1 : -1;
  std::size_t worst = usable_groups[0];
  double safe = std::numeric_limits<double>::infinity(), corrected = safe;
  for (std::size_t i : usable_groups) {
    auto const& g = groups[i];
    if (sign * g.value < sign * groups[worst].value) worst = i;
    safe = std::min(safe, sign * (higher_is_better ? g.pointwise.lower : g.pointwise.upper));
    corrected = std::min(corrected, sign * (higher_is_better ? g.sidak.upper : g.sidak.lower));
  }
  double const ends[] = {sign * safe, sign * corrected};
  return {groups[worst].value, detail::limits(ends[higher_is_better ? 0 : 1], ends[higher_is_better ? 1 : 0]), worst};
}

}  // namespace CLINMETRICS_NAMESPACE
