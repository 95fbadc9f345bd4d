// SPDX-License-Identifier: Apache-2.0
// What intervals of one proportion ask of it first.
#pragma once
#include "clinmetrics/metric/unlock.hpp"

namespace clinmetrics::detail {

/// Whether there is a proportion to speak of. NaN in either number says no.
constexpr bool is_defined(proportion p) { return p.trials > 0 && p.successes >= 0 && p.successes <= p.trials; }

}  // namespace clinmetrics::detail
