// SPDX-License-Identifier: Apache-2.0
// The interval of average precision from replicates.
#include "clinmetrics/inference/logit_bootstrap_sd.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "clinmetrics/inference/transform_t.hpp"
#include "methods.hpp"

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

interval logit_bootstrap_sd(double value, std::span<double const> replicates, double n_units, confidence const& c) {
  auto usable = detail::take_replicates(value, replicates, 0.5);
  if (usable.why != interval_status::ok) return detail::no_interval(usable.why);
  if (!(n_units >= 2)) return detail::no_interval(interval_status::too_few);
  if (value == 0 || value == 1) return detail::no_interval(interval_status::zero_variance);
  take_logits(usable.values, 1 / (2 * n_units));
  double const se = value * (1 - value) * std::sqrt(n_units / (n_units - 1)) * detail::standard_deviation(usable.values);
  return transform_t(value, se, n_units - 1, scale::logit, c);
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return logit_bootstrap_sd(e.coarse, e.replicates, static_cast<double>(e.units.positive), c);
}

bool is_perfect(evidence const& e, interval const& first) { return first.why == interval_status::zero_variance && e.point.number == 1; }

form all_of_the_units(evidence const& e) {
  return proportion{static_cast<double>(e.units.positive), static_cast<double>(e.units.positive)};
}

constexpr fallback at_one[] = {{form_kind::mean_over_positives, &is_perfect, &methods::wilson, &all_of_the_units}};

}  // namespace

method_record const methods::logit_bootstrap_sd{
    .name = "logit_bootstrap_sd",
    .label = "Logit bootstrap SD",
    .meaning =
        "Standard deviation of the metric over bootstrap replicates, with Student’s t on the logit scale, transformed to the metric.",
    .reference = "Boyd K, Eng KH, Page CD. ECML PKDD 2013:451-466. doi:10.1007/978-3-642-40994-3_29",
    .reads = {.replicates = true, .units = true},
    .accepts = form_kind::mean_over_positives,
    .make = &make,
    .fallbacks = at_one,
};

}  // namespace CLINMETRICS_NAMESPACE
