// SPDX-License-Identifier: Apache-2.0
// Confidence levels and critical values.
#include "clinmetrics/inference/confidence.hpp"

#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {

confidence::confidence(double given_level) : confidence(given_level, one_tail(given_level), normal_quantile_two_sided(given_level)) {}

confidence confidence::at_critical(double z) {
  double const both_tails = std::erfc(z / std::sqrt(2.0));
  return {1 - both_tails, both_tails / 2, z};
}

}  // namespace CLINMETRICS_NAMESPACE
