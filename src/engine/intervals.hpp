// SPDX-License-Identifier: Apache-2.0
// The intervals of a line of the result, by its rule.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/metric_record.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "interval_rule.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct line_intervals {
  interval by_rule, published;
  std::uint16_t flags;  ///< those that follow from the intervals
};

/// Whether a limit of two intervals differs by more than .02; false if one is missing.
bool differ(interval const& a, interval const& b);

/// Limits beyond the metric's range are moved to its ends.
line_intervals intervals_of_line(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE::engine
