// SPDX-License-Identifier: Apache-2.0
// The distance of a double from a more precise number, in units in the last place.
#pragma once
#include <cmath>
#include <limits>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline double ulps(double x, long double exact) {
  if (std::isnan(x) || std::isnan(exact)) return std::isnan(x) && std::isnan(exact) ? 0 : std::numeric_limits<double>::infinity();
  double const nearest = static_cast<double>(exact);
  if (std::isinf(x) || std::isinf(nearest)) return x == nearest ? 0 : std::numeric_limits<double>::infinity();
  double const next = std::nextafter(std::abs(nearest), std::numeric_limits<double>::infinity());
  long double const unit = static_cast<long double>(next) - static_cast<long double>(std::abs(nearest));
  return static_cast<double>(std::abs(static_cast<long double>(x) - exact) / unit);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
