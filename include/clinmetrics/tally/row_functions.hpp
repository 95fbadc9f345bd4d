// SPDX-License-Identifier: Apache-2.0
// The functions of one row whose sums the calibration metrics read: the risk p itself, its squared error, and its log loss.
#pragma once
#include <limits>

#include "clinmetrics/core/fixed_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct predicted_risk {
  static constexpr char const name[] = "predicted_risk";
  static double of(double p, bool /*event*/) { return p; }
};

struct squared_error {
  static constexpr char const name[] = "squared_error";
  static double of(double p, bool event) { return (p - (event ? 1.0 : 0.0)) * (p - (event ? 1.0 : 0.0)); }
};

/// −log of the probability of what happened; infinite for p = 0 or 1 on the wrong side.
struct negative_log_likelihood {
  static constexpr char const name[] = "negative_log_likelihood";
  static constexpr bool may_be_infinite = true;
  static double of(double p, bool event) {
    double const of_event = event ? p : 1.0 - p;
    return of_event == 0 ? std::numeric_limits<double>::infinity() : negative_log(of_event);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
