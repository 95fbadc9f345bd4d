// SPDX-License-Identifier: Apache-2.0
// Quantiles of the normal distribution.
#include "clinmetrics/inference/quantiles.hpp"

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "clinmetrics/core/error.hpp"
#include "in_doubles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

boost::math::normal_distribution<double, in_doubles> normal() { return {}; }

}  // namespace

double one_tail(double level) {
  if (!(level > 0 && level < 1)) throw input_error("`level` must lie between 0 and 1, both excluded; 0.95 is usual");
  return (1 - level) / 2;
}

double normal_quantile_two_sided(double level) { return -normal_quantile(one_tail(level)); }

double normal_cdf(double x) { return std::isinf(x) ? (x > 0 ? 1 : 0) : boost::math::cdf(normal(), x); }

double normal_quantile(double p) {
  if (p == 0) return -infinity;
  if (p == 1) return infinity;
  return boost::math::quantile(normal(), p);
}

}  // namespace CLINMETRICS_NAMESPACE
