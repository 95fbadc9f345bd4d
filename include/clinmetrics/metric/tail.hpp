// SPDX-License-Identifier: Apache-2.0
// p values of tests, as sums that need the standard library only.
#pragma once
#include <cmath>
#include <numbers>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// P(|Z| ≥ |z|) of a standard normal Z.
inline double two_sided_normal_p(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

/// P(χ² ≥ x) with a whole number of degrees of freedom, at least 1. With h = x/2 it is e^(−h)·Σ h^k/k! over k < df/2 if df is even, and
/// erfc(√h) + e^(−h)·Σ h^(k + ½)/Γ(k + 3/2) over k < (df − 1)/2 if it is odd.
inline double chi_squared_p(double x, int df) {
  if (!(x > 0)) return std::isnan(x) ? x : 1;
  if (std::isinf(x)) return 0;
  bool const is_even = df % 2 == 0;
  double const h = x / 2;
  double sum = is_even ? 0 : std::erfc(std::sqrt(h));
  double power = is_even ? 0 : 0.5, log_term = is_even ? -h : std::log(2 * std::sqrt(h / std::numbers::pi)) - h;
  for (int k = 0; k < df / 2; ++k) {  // by their ratio, because std::lgamma writes to a variable that all threads share
    sum += std::exp(log_term);
    log_term += std::log(h / ++power);
  }
  return std::fmin(sum, 1);
}

}  // namespace CLINMETRICS_NAMESPACE
