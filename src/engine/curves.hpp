// SPDX-License-Identifier: Apache-2.0
// The tables from which curves are drawn: of each model with scores, over all rows and in each group that is shown.
#pragma once
#include <span>
#include <vector>

#include "clinmetrics/engine/result.hpp"
#include "prepare.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// In the order model, partition, group. Sorts the scores that no metric needed in order. `counts`: those of the result, of which a curve
/// has the ones at thresholds of its model in its group.
std::vector<curve> make_curves(prepared& ready, std::span<count_row const> counts, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
