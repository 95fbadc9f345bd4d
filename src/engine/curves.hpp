// SPDX-License-Identifier: Apache-2.0
// The counts behind a model's pictures.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace clinmetrics::engine {

curve draw_curve(cohort const& rows, std::uint32_t model, ranked_order const& order, double level);

}  // namespace clinmetrics::engine
