// SPDX-License-Identifier: Apache-2.0
// Steps on a scale: h⁻¹(h(x) + step) without leaving the range.
#pragma once
#include <cmath>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// h′(x), for x inside its scale.
inline double slope(scale h, double x) {
  switch (h) {
    case scale::log:
      return 1 / x;
    case scale::logit:
      return 1 / (x * (1 - x));
    case scale::fisher_z:
      return 1 / ((1 - x) * (1 + x));
    default:
      return 1;
  }
}

/// h⁻¹(h(x) + step), for x inside its scale. Rational in x and exp(step), so that no digits are lost next to an edge.
inline double moved(scale h, double x, double step) {
  switch (h) {
    case scale::log:
      return x * std::exp(step);
    case scale::logit:
      return x / (x + (1 - x) * std::exp(-step));
    case scale::fisher_z:
      return std::tanh(std::atanh(x) + step);
    default:
      return x + step;
  }
}

}  // namespace CLINMETRICS_NAMESPACE::detail
