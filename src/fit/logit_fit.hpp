// SPDX-License-Identifier: Apache-2.0
// The logistic regression of an outcome on one logit: its coefficients, the sums that Newton's steps read, and the risks near known
// coefficients as power series, which need no exponential.
//
// A series in the change of the fitted logit converges for changes below π, because the risk has its nearest poles at ±πi. The error of n
// terms is a share of about (change/π)ⁿ.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct logit_line {
  double constant, slope;
  double at(double logit) const { return constant + slope * logit; }
};

/// The risk at a fitted logit, and the variance of an outcome with this risk.
struct risk_and_variance {
  double risk, variance;
  static risk_and_variance at(double fitted) {
    double const small = std::exp(-std::abs(fitted)), greater = 1 / (1 + small);
    return {fitted >= 0 ? greater : small * greater, small * greater * greater};
  }
};

/// The gradient of the log-likelihood by constant and slope, and Fisher's information: (0, 0), (0, 1), (1, 1).
struct logit_fit_sums {
  double gradient[2] = {}, information[3] = {};

  void add(double logit, double weight, double residual, double variance) {
    gradient[0] += weight * residual, gradient[1] += weight * residual * logit;
    double const w = weight * variance;
    information[0] += w, information[1] += w * logit, information[2] += w * logit * logit;
  }
  double determinant() const { return information[0] * information[2] - information[1] * information[1]; }
};

/// The coefficients of the series of the risk in the change of the fitted logit, from p' = p − p².
template <std::size_t n>
std::array<double, n> risk_series(double risk) {
  std::array<double, n> c{risk};
  for (std::size_t k = 0; k + 1 < n; ++k) {
    double square = 0;  // of the series, at this power
    for (std::size_t i = 0; i <= k; ++i) square += c[i] * c[k - i];
    c[k + 1] = (c[k] - square) / static_cast<double>(k + 1);
  }
  return c;
}

/// How many terms give the risk up to a share of 3e-14 for changes up to this one; infinite where the series does not converge.
inline double risk_terms(double greatest_change) {
  constexpr double log_error = -31;
  double const log_share = std::log(greatest_change / std::numbers::pi);
  return log_share < 0 ? std::max(std::ceil(log_error / log_share), 2.0) : std::numeric_limits<double>::infinity();
}

}  // namespace CLINMETRICS_NAMESPACE
