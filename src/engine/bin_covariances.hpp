// SPDX-License-Identifier: Apache-2.0
// How the gaps of calibration bins vary and vary together if every predicted risk is true.
#pragma once
#include "clinmetrics/inference/evidence.hpp"
#include "jackknife.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// With rows of weight w and W = Σw: Σ_u s_a·s_b/W² of the bins a and b, over the units u, where s = Σ w·√(p(1 − p)) over the rows of the
/// unit in the bin. These are the largest covariances that the outcomes of a unit can have; a unit of one row adds to a variance only. The
/// tally at the source's place is calibration_bins.
bin_covariances covariances_of_bins(deletion_source const& from, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
