// SPDX-License-Identifier: Apache-2.0
// Jeffreys' interval from beta quantiles.
#include "clinmetrics/inference/jeffreys.hpp"

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval jeffreys(proportion p, double level) {
  double const tail = one_tail(level);
  if (!detail::is_defined(p)) return detail::no_interval(method::jeffreys, interval_status::undefined_value);
  double const a = p.successes + 0.5, b = p.trials - p.successes + 0.5;
  double const lower = p.successes == 0 ? 0 : beta_quantile(tail, a, b);
  double const upper = p.successes == p.trials ? 1 : beta_upper_quantile(tail, a, b);
  return detail::limits(method::jeffreys, lower, upper);
}

}  // namespace CLINMETRICS_NAMESPACE
