// SPDX-License-Identifier: Apache-2.0
// Missing intervals, and intervals without a standard error.
#pragma once
#include <limits>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// No limits, and the reason.
constexpr interval no_interval(interval_status why) { return {nan, nan, why, nan, nan}; }

/// Limits without a standard error.
constexpr interval limits(double lower, double upper) { return {lower, upper, interval_status::ok, nan, nan}; }

}  // namespace CLINMETRICS_NAMESPACE::detail
