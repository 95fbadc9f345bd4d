// SPDX-License-Identifier: Apache-2.0
// A confidence level with its normal quantile, which many methods need and which is computed only once.
#pragma once
#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct confidence {
  double level;  ///< such as .95
  double z;      ///< P(|Z| <= z) = level for a standard normal Z

  /// Throws input_error unless 0 < level < 1.
  CLINMETRICS_EXPORT confidence(double given_level);
  /// The level that belongs to a critical value z > 0.
  CLINMETRICS_EXPORT static confidence at_critical(double z);

 private:
  confidence(double given_level, double given_z) : level(given_level), z(given_z) {}
};

}  // namespace CLINMETRICS_NAMESPACE
