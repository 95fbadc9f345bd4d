// SPDX-License-Identifier: Apache-2.0
// The interval of average precision from replicates.
#include "clinmetrics/inference/logit_bootstrap_sd.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "clinmetrics/inference/transform_t.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Replaces values at an edge by the most extreme value that is not at an edge, or by a value at the distance `nearest`, and returns
/// logits.
void take_logits(std::vector<double>& x, double nearest) {
  double least = nearest, greatest = 1 - nearest;
  for (double v : x)
    if (v > 0 && v < 1) least = std::min(least, v), greatest = std::max(greatest, v);
  for (double& v : x) {
    v = std::clamp(v, least, greatest);
    v = std::log(v / (1 - v));
  }
}

}  // namespace

interval logit_bootstrap_sd(double value, std::span<double const> replicates, double n_units, double level) {
  constexpr method how = method::logit_bootstrap_sd;
  auto usable = detail::take_replicates(value, replicates, 0.5);
  if (usable.why != interval_status::ok) return detail::no_interval(how, usable.why);
  if (!(n_units >= 2)) return detail::no_interval(how, interval_status::too_few);
  if (value == 0 || value == 1) return detail::no_interval(how, interval_status::zero_variance);
  take_logits(usable.values, 1 / (2 * n_units));
  double const se = value * (1 - value) * std::sqrt(n_units / (n_units - 1)) * detail::standard_deviation(usable.values);
  auto i = transform_t(value, se, n_units - 1, scale::logit, level);
  i.how = how;
  return i;
}

}  // namespace CLINMETRICS_NAMESPACE
