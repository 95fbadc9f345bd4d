// SPDX-License-Identifier: Apache-2.0
// Combines two Wilson intervals into one.
#include "clinmetrics/inference/square_and_add.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval difference(double a, double b, detail::wilson_roots of_a, detail::wilson_roots of_b) {
  double const lower = a - b - std::hypot(a - of_a.lower, of_b.upper - b), upper = a - b + std::hypot(of_a.upper - a, b - of_b.lower);
  return detail::limits(method::square_and_add, std::max(lower, -1.0), std::min(upper, 1.0));
}

interval geometric_mean(double a, double b, detail::wilson_roots of_a, detail::wilson_roots of_b) {
  if (a == 0 || b == 0) return detail::limits(method::square_and_add, 0, std::sqrt(of_a.upper * of_b.upper));
  double const down = std::hypot(std::log(a / of_a.lower), std::log(b / of_b.lower));
  double const up = std::hypot(std::log(of_a.upper / a), std::log(of_b.upper / b));
  double const mean = std::sqrt(a * b);
  return detail::limits(method::square_and_add, mean * std::exp(-down / 2), std::min(mean * std::exp(up / 2), 1.0));
}

}  // namespace

interval square_and_add(proportion_pair pair, double level) {
  double const z = normal_quantile_two_sided(level);
  if (!detail::is_defined(pair.a) || !detail::is_defined(pair.b))
    return detail::no_interval(method::square_and_add, interval_status::undefined_value);
  double const a = pair.a.successes / pair.a.trials, b = pair.b.successes / pair.b.trials;
  auto const of_a = detail::wilson_at(pair.a, z), of_b = detail::wilson_at(pair.b, z);
  if (pair.form == pair_form::geometric_mean) return geometric_mean(a, b, of_a, of_b);
  auto i = difference(a, b, of_a, of_b);
  if (pair.form == pair_form::half_difference) i.lower = (i.lower + 1) / 2, i.upper = (i.upper + 1) / 2;
  return i;
}

}  // namespace CLINMETRICS_NAMESPACE
