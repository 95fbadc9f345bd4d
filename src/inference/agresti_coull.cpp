// SPDX-License-Identifier: Apache-2.0
// Agresti and Coull's interval.
#include "clinmetrics/inference/agresti_coull.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {

interval agresti_coull(proportion p, double level) {
  double const z = normal_quantile_two_sided(level);
  if (!detail::is_defined(p)) return detail::no_interval(method::agresti_coull, interval_status::undefined_value);
  double const n = p.trials + z * z, share = (p.successes + z * z / 2) / n;
  double const half = z * std::sqrt(share * ((p.trials - p.successes + z * z / 2) / n) / n);
  double const lower = p.successes == 0 ? 0 : std::max(share - half, 0.0),
               upper = p.successes == p.trials ? 1 : std::min(share + half, 1.0);
  return detail::limits(method::agresti_coull, lower, upper);
}

}  // namespace CLINMETRICS_NAMESPACE
