// SPDX-License-Identifier: Apache-2.0
// The way through: cohort → orderings → passes → tallies → metrics → intervals → result.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"

namespace clinmetrics {

/// Evaluates every metric for every model, threshold and group. Values do not depend on the order of rows; intervals from replicates do
/// only where the unit is a position. Throws input_error before any work; `stopped` if the control's flag is raised.
result evaluate(cohort const& rows, evaluate_options const& options = {});

}  // namespace clinmetrics
