// SPDX-License-Identifier: Apache-2.0
// The exact values of a metric with each unit left out in turn. Jackknife standard errors and the acceleration of BCa use them.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "pass_list.hpp"
#include "plan.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct jackknife_result {
  std::vector<delete_one> without;  ///< the metric without each unit, or kind of unit; the group's own value if that is undefined
  std::vector<double> trials;       ///< the part of such a unit in the denominator of a proportion; empty for other metrics
  bool undefined = false;           ///< some value was undefined
  bool infinite = false;            ///< some value was infinite
};

/// The line of one group, and the point sums from which units are taken out.
struct deletion_source {
  cohort const* rows;
  pass_list const* passes;        ///< of the point value
  std::size_t place;              ///< of the line's tally
  pass_deletion const* deletion;  ///< of its pass; null if units cannot be taken out
  std::span<std::uint32_t const> group_rows;
  std::size_t group;
};

/// `whole`: the value of the group. The source must have a deletion.
jackknife_result jackknife(deletion_source const& from, metric_instance const& metric, value whole, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
