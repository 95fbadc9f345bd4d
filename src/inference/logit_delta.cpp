// SPDX-License-Identifier: Apache-2.0
// The logit interval of a weighted proportion.
#include "clinmetrics/inference/logit_delta.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {

interval logit_delta(weighted_proportion f, confidence const& c) {
  double const whole = f.w * f.x + f.u * f.y + f.v * f.z;
  if (!(whole > 0)) return detail::no_interval(interval_status::undefined_value);
  double const value = f.w * f.x / whole;
  bool const on_edge = value == 0 || value == 1;
  if (on_edge) f.x += 0.5, f.y += 0.5, f.z += 0.5;
  double const misses = f.u * f.y + f.v * f.z, at = f.w * f.x / (f.w * f.x + misses);
  double const se = std::sqrt(1 / f.x + (f.u * f.u * f.y + f.v * f.v * f.z) / (misses * misses));  // of the logit
  double const lower = detail::moved(scale::logit, at, -c.z * se), upper = detail::moved(scale::logit, at, c.z * se);
  if (on_edge) return detail::limits(std::min(lower, value), std::max(upper, value));
  return {lower, upper, interval_status::ok, at * (1 - at) * se, detail::nan};
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return logit_delta(sides[0].of->closed.weighted, c);
}

}  // namespace

method_record const methods::logit_delta{
    .name = "logit_delta",
    .label = "Logit delta",
    .meaning = "Normal approximation on the logit scale with a variance from the counts, transformed to the scale of the metric.",
    .reference = "Takahashi K, Yamamoto K, Kuchiba A, Koyama T. Appl Intell 2022;52:4961-4972. doi:10.1007/s10489-021-02635-5",
    .accepts = form_kind::weighted_proportion,
    .needs_independent_rows = form_kind::weighted_proportion,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
