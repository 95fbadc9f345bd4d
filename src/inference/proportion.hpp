// SPDX-License-Identifier: Apache-2.0
// Checks a proportion before an interval is computed.
#pragma once
#include "clinmetrics/metric/unlock.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// False if there are no trials or if a number is NaN.
constexpr bool is_defined(proportion p) { return p.trials > 0 && p.successes >= 0 && p.successes <= p.trials; }

}  // namespace CLINMETRICS_NAMESPACE::detail
