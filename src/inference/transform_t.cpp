// SPDX-License-Identifier: Apache-2.0
// Student's t on a scale.
#include "clinmetrics/inference/transform_t.hpp"

#include <cmath>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct range {
  double least, greatest;
};

constexpr range range_of(scale h) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (h) {
    case scale::log:
      return {0, infinity};
    case scale::logit:
      return {0, 1};
    case scale::fisher_z:
      return {-1, 1};
    default:
      return {-infinity, infinity};
  }
}

/// The reason why there is no interval; ok if there is one.
interval_status trouble(double value, double se, double df, scale h) {
  auto const [least, greatest] = range_of(h);
  if (std::isnan(value) || std::isnan(se)) return interval_status::undefined_value;
  if (value < least || value > greatest) return interval_status::not_applicable;
  if (std::isinf(value) || std::isinf(se)) return interval_status::infinite_value;
  if (!(df >= 1)) return interval_status::too_few;
  if (!(se > 0)) return interval_status::zero_variance;
  return value == least || value == greatest ? interval_status::infinite_value : interval_status::ok;
}

}  // namespace

interval transform_t(double value, double se, double df, scale h, double level) {
  constexpr method how = method::transform_t;
  if (auto const why = trouble(value, se, df, h); why != interval_status::ok) return detail::no_interval(how, why);
  double const step = t_quantile_two_sided(level, df) * se * detail::slope(h, value);
  return {detail::moved(h, value, -step), detail::moved(h, value, step), how, interval_status::ok, se, df};
}

}  // namespace CLINMETRICS_NAMESPACE
