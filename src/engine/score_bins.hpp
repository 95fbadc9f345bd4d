// SPDX-License-Identifier: Apache-2.0
// The scores in bins: calibration by ten bins of equal mass, and the distribution over round edges.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace clinmetrics::engine {

/// Ten bins of equal mass, fewer where ties or bins of fewer than 5 rows are joined; none for fewer than 5 rows. Edges are rounded outward
/// to three significant digits (where the scores lie closer together than that, to two digits of their spread, and to six at most).
/// With `has_limits` each bin has Wilson limits at `level`.
curve::risk_bins bin_calibration(cohort const& rows, std::uint32_t model, ranked_order const& order, bool has_limits, double level);

/// Up to 20 bars over the range of the scores, at multiples of 1, 2, 2.5 or 5 times a power of ten. Bars of fewer than 5 rows are joined to
/// a neighbour, so the bars differ in width; none for fewer than 5 rows. Bar i holds edges[i] <= score < edges[i + 1], the last its end,
/// too.
curve::score_bars bin_scores(cohort const& rows, std::uint32_t model, ranked_order const& order);

}  // namespace clinmetrics::engine
