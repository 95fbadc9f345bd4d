// SPDX-License-Identifier: Apache-2.0
// The variances that the gaps of calibration bins have if every predicted risk is true.
#pragma once
#include <vector>

#include "jackknife.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Σ p(1 − p)/n² over the rows of each bin, for rows of equal weight. The tally at the source's place is calibration_bins.
std::vector<double> variances_of_bins(deletion_source const& from, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
