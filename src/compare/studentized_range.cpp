// SPDX-License-Identifier: Apache-2.0
// The studentized range by the trapezoidal rule, and its inverse by root finding.
#include "clinmetrics/compare/studentized_range.hpp"

#include <algorithm>
#include <array>
#include <boost/math/constants/constants.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using boost::math::constants::one_div_root_two_pi;
using boost::math::constants::root_two;

/// A place of the trapezoidal rule, and P(Z <= z) there.
struct node {
  double z, below;
};
constexpr int steps_per_unit = 32, half_width = 10 * steps_per_unit;
std::array<node, 2 * half_width + 1> const nodes = [] {
  std::array<node, 2 * half_width + 1> out;
  for (int i = -half_width; i <= half_width; ++i) {
    double const z = static_cast<double>(i) / steps_per_unit;
    out[static_cast<std::size_t>(i + half_width)] = {z, normal_cdf(z)};
  }
  return out;
}();

}  // namespace

double studentized_range_cdf(double q, std::size_t k) {
  if (std::isnan(q) || k == 0) return std::nan("");
  if (k == 1) return q >= 0 ? 1 : 0;
  if (q <= 0 || std::isinf(q)) return q > 0 ? 1 : 0;
  // The density of the least of k numbers at z, times the probability that the others are at most z + q. It is analytic and vanishes at
  // both ends, so that the error of the trapezoidal rule decreases exponentially with the number of its steps. Equal steps for all q keep
  // the sum smooth in q, as root finding needs it.
  auto const others = static_cast<double>(k - 1);
  double sum = 0, before = 0;
  for (auto const& [z, below] : nodes) {
    double const outside = std::min(below + normal_cdf(-z - q), 1.0);
    double const term = std::exp(-z * z / 2 + others * std::log1p(-outside));
    if (z > -q / 2 && term < before && sum + term == sum) break;  // from here on, the terms have one maximum, and none is lost in rounding
    sum += term, before = term;
  }
  return std::min(static_cast<double>(k) * one_div_root_two_pi<double>() * sum / steps_per_unit, 1.0);
}

double studentized_range_quantile(double p, std::size_t k) {
  if (!(p >= 0 && p <= 1) || k == 0) return std::nan("");
  if (k == 1 || p == 0) return 0;
  if (p == 1) return std::numeric_limits<double>::infinity();
  // P(range > q) is at least that of a single pair, and at most the sum over all pairs.
  auto const n = static_cast<double>(k);
  double const least = -root_two<double>() * normal_quantile((1 - p) / 2);
  double const most = -root_two<double>() * normal_quantile((1 - p) / (n * (n - 1)));
  auto const excess = [&](double q) { return studentized_range_cdf(q, k) - p; };
  if (k == 2 || excess(least) >= 0) return least;
  if (excess(most) <= 0) return most;  // the two differ by less than the rounding of the probability
  std::uintmax_t iterations = 100;
  auto const [low, high] =
      boost::math::tools::toms748_solve(excess, least, most, boost::math::tools::eps_tolerance<double>(46), iterations);
  return low + (high - low) / 2;
}

double simultaneous_multiplier(double level, std::size_t k) {
  return studentized_range_quantile(1 - one_tail(level), k) / root_two<double>();
}

}  // namespace CLINMETRICS_NAMESPACE
