// SPDX-License-Identifier: Apache-2.0
// Confidence levels and critical values.
#include "clinmetrics/inference/confidence.hpp"

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {

confidence::confidence(double given_level) : confidence(given_level, normal_quantile_two_sided(given_level)) {}

confidence confidence::at_critical(double z) { return {1 - 2 * normal_cdf(-z), z}; }

}  // namespace CLINMETRICS_NAMESPACE
