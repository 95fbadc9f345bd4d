// SPDX-License-Identifier: Apache-2.0
// The calibration fits of the rows outside each group, for independent rows that count equally: all rows less those of the group, both
// condensed, so that the time does not grow with the number of rows times the number of groups.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/pass/calibration_fit.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The slots of the pass.
struct rest_fit {
  std::vector<std::uint64_t> slots;
  /// Those of two fits that stand for all that have one row left out, each for half of them: these have their mean and their spread.
  std::vector<std::uint64_t> lower, upper;
};

/// One entry per group. It is empty for groups that are not wanted, and where all rows outside have to be read: they are few, or the fit
/// may not exist.
std::vector<std::optional<rest_fit>> fits_of_rests(calibration_fit_pass const& pass, ranked_order const& order,
                                                   std::span<std::uint32_t const> wanted, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
