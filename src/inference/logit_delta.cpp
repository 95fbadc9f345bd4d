// SPDX-License-Identifier: Apache-2.0
// F-beta's logit interval.
#include "clinmetrics/inference/logit_delta.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {

interval logit_delta_f_beta(confusion const& cells, double beta, double level) {
  constexpr method how = method::logit_delta;
  double const z = normal_quantile_two_sided(level), b2 = beta * beta;
  double tp = static_cast<double>(cells.tp), fp = static_cast<double>(cells.fp), fn = static_cast<double>(cells.fn);
  double const whole = (1 + b2) * tp + b2 * fn + fp;
  if (!(whole > 0)) return detail::no_interval(how, interval_status::undefined_value);
  double const value = (1 + b2) * tp / whole;
  bool const on_edge = value == 0 || value == 1;
  if (on_edge) tp += 0.5, fp += 0.5, fn += 0.5;
  double const misses = b2 * fn + fp;
  double const f = (1 + b2) * tp / ((1 + b2) * tp + misses);
  double const se = std::sqrt(1 / tp + (b2 * b2 * fn + fp) / (misses * misses));  // of logit F
  double const lower = detail::moved(scale::logit, f, -z * se), upper = detail::moved(scale::logit, f, z * se);
  if (on_edge) return detail::limits(how, std::min(lower, value), std::max(upper, value));
  return {lower, upper, how, interval_status::ok, f * (1 - f) * se, detail::nan};
}

}  // namespace CLINMETRICS_NAMESPACE
