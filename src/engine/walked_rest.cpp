// SPDX-License-Identifier: Apache-2.0
#include "walked_rest.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// A partition of two groups: 1 has the rows for which belongs(row, whether it is in the group), 0 the others.
template <class Belongs>
partition split(partition const& groups, std::uint32_t group, Belongs const& belongs) {
  partition out{groups.parts, std::vector<std::uint32_t>(groups.code.size()), {groups.groups[group], groups.groups[group]}};
  for (std::size_t row = 0; row < out.code.size(); ++row) out.code[row] = belongs(row, groups.code[row] == group);
  return out;
}

partition_values& with_point_sums(partition_values& values, prepared const& ready, run_control& control) {
  std::vector<pass_request> requests;
  values.add_point_requests(requests);
  ready.engine->run_point(requests, control);
  return values;
}

}  // namespace

walked_rest::walked_rest(prepared const& ready, partition const& groups, std::uint32_t group, std::vector<bool> const& wanted,
                         run_control& control)
    : split_(split(groups, group, [](std::size_t, bool is_own) { return is_own; })),
      sizes_(*ready.rows, split_, 0, stop_flag(&control.stop)),
      values_(ready, split_, sizes_, wanted),
      evidence_(ready, with_point_sums(values_, ready, control), stop_flag(&control.stop)) {}

crossed_sums cross(std::span<std::uint8_t const> events, ranked_order const& order, partition const& groups, std::uint32_t group,
                   stop_flag stop) {
  auto const crossed = split(groups, group, [&](std::size_t row, bool is_own) { return is_own == (events[row] != 0); });
  auto const sums = sums_of_placements(events, order, crossed, stop);
  return {sums[1], sums[0]};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
