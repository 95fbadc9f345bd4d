// SPDX-License-Identifier: Apache-2.0
// The counts from which a model's curves are drawn.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The curve of a model whose scores are sorted in the plan. Its marks are the model's thresholds in the plan.
curve draw_curve(plan const& p, cohort const& rows, std::uint32_t model, evaluate_options const& options);

}  // namespace CLINMETRICS_NAMESPACE::engine
