// SPDX-License-Identifier: Apache-2.0
// Sorts the scores into bins: ten bins of equal mass for calibration, and a histogram with rounded edges.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace clinmetrics::engine {

/// Ten bins of equal mass, or fewer if ties or bins of fewer than 5 rows are joined; none for fewer than 5 rows. Edges are rounded outward
/// to three significant digits (if the scores are closer together than that, to two digits of their spread, and to six at most).
/// With `has_limits` each bin has Wilson limits at `level`.
curve::risk_bins bin_calibration(cohort const& rows, std::uint32_t model, ranked_order const& order, bool has_limits, double level);

/// Up to 20 bars over the range of the scores, at multiples of 1, 2, 2.5 or 5 times a power of ten. Bars of fewer than 5 rows are joined to
/// a neighbour, so the bars differ in width; none for fewer than 5 rows. Bar i counts edges[i] <= score < edges[i + 1]; the last one also
/// includes its end.
curve::score_bars bin_scores(cohort const& rows, std::uint32_t model, ranked_order const& order);

}  // namespace clinmetrics::engine
