// SPDX-License-Identifier: Apache-2.0
// The interval of a line of the result, by its rule.
#pragma once
#include "clinmetrics/engine/metric_record.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "interval_rule.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

interval interval_by_rule(interval_rule const& rule, evidence const& of, descriptor const& about, confidence const& c);

/// Moves limits beyond the metric's range to its ends. Returns whether one was moved.
bool clip_to_range(interval& i, descriptor const& about);

}  // namespace CLINMETRICS_NAMESPACE::engine
