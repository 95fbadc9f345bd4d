// SPDX-License-Identifier: Apache-2.0
// Tests of law with fixed seeds: an observed count against an expected one, with an alarm of 1e-7 a test (1e-6 for a family of ten).
#pragma once
#include <cmath>
#include <cstddef>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline constexpr double alarm_z = 5.2;  ///< one-sided 1e-7

/// A χ² number with this many degrees of freedom as a standard normal one (Wilson & Hilferty 1931).
inline double chi_square_z(double statistic, double df) {
  return (std::cbrt(statistic / df) - (1 - 2 / (9 * df))) / std::sqrt(2 / (9 * df));
}

/// G = 2·Σ o·log(o/e) as a standard normal number.
inline double g_test_z(std::vector<double> const& observed, std::vector<double> const& expected) {
  double g = 0;
  for (std::size_t i = 0; i < observed.size(); ++i)
    if (observed[i] > 0) g += 2 * observed[i] * std::log(observed[i] / expected[i]);
  return chi_square_z(g, static_cast<double>(observed.size()) - 1);
}

/// Probabilities of Binomial(n, p) for 0 … most − 1, and of most or more.
inline std::vector<double> binomial(double n, double p, int most) {
  std::vector<double> out;
  double rest = 1, now = std::exp(n * std::log1p(-p));
  for (int k = 0; k < most; ++k) {
    out.push_back(now);
    rest -= now;
    now *= (n - k) / (k + 1) * p / (1 - p);
  }
  out.push_back(rest);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::testing
