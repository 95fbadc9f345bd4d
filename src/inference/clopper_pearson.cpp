// SPDX-License-Identifier: Apache-2.0
// Clopper and Pearson's interval from beta quantiles; closed forms at the ends.
#include "clinmetrics/inference/clopper_pearson.hpp"

#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval clopper_pearson(proportion p, double level) {
  constexpr method how = method::clopper_pearson;
  double const tail = one_tail(level);
  if (!detail::is_defined(p)) return detail::no_interval(how, interval_status::undefined_value);
  double const x = p.successes, n = p.trials;
  if (x == 0) return detail::limits(how, 0, -std::expm1(std::log(tail) / n));
  if (x == n) return detail::limits(how, std::exp(std::log(tail) / n), 1);
  return detail::limits(how, beta_quantile(tail, x, n - x + 1), beta_upper_quantile(tail, x + 1, n - x));
}

}  // namespace CLINMETRICS_NAMESPACE
