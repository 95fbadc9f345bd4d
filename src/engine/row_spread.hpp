// SPDX-License-Identifier: Apache-2.0
// How the values of single rows differ, for metrics that are means over rows.
#pragma once
#include "clinmetrics/inference/evidence.hpp"
#include "jackknife.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// `metric` offers a bounded mean, or a composite with one; its tally is in a pass of row sums.
/// `kept`: the values of all rows, if they are kept.
row_spread spread_of_rows(deletion_source const& from, metric_instance const& metric, std::uint32_t output, std::vector<double> const* kept,
                          stop_flag stop);

/// The values of all rows.
std::vector<double> values_of_rows(deletion_source const& from, metric_instance const& metric, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
