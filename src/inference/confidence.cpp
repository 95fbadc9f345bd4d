// SPDX-License-Identifier: Apache-2.0
// Confidence levels and critical values.
#include "clinmetrics/inference/confidence.hpp"

#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {

confidence::confidence(double given_level) : confidence(given_level, normal_quantile_two_sided(given_level)) {}

confidence confidence::at_critical(double z) { return {1 - std::erfc(z / std::sqrt(2.0)), z}; }

}  // namespace CLINMETRICS_NAMESPACE
