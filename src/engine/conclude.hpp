// SPDX-License-Identifier: Apache-2.0
// The last step of an evaluation: values, intervals and confusion matrices of the collected partitions become rows of the result.
#pragma once
#include "clinmetrics/engine/result.hpp"
#include "value_sink.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Appends the rows of each partition, in the order group, line; and its comparisons and gaps.
void conclude(prepared const& ready, value_sink const& collected, result& out, run_control& control);

}  // namespace CLINMETRICS_NAMESPACE::engine
