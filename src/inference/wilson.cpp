// SPDX-License-Identifier: Apache-2.0
// Wilson's interval at a level.
#include "clinmetrics/inference/wilson.hpp"

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval wilson(proportion p, double level) {
  double const z = normal_quantile_two_sided(level);
  if (!detail::is_defined(p)) return detail::no_interval(method::wilson, interval_status::undefined_value);
  auto const [lower, upper] = detail::wilson_at(p, z);
  return detail::limits(method::wilson, lower, upper);
}

}  // namespace CLINMETRICS_NAMESPACE
