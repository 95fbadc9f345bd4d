// SPDX-License-Identifier: Apache-2.0
// The delta method for a statistic of four counts.
#include "clinmetrics/inference/delta_fisher_z.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"
#include "scale.hpp"

namespace CLINMETRICS_NAMESPACE {

detail::delta_estimate detail::delta_method(cell_statistic const& f) {
  auto const [number, g] = f.at(f.counts);
  double variance = 0;  // Σ n·g²; Σ n·g is 0 for a statistic without a unit
  for (int i = 0; i < 4; ++i) variance += f.counts[i] * g[i] * g[i];
  return {number, std::sqrt(variance)};
}

interval delta_fisher_z(cell_statistic const& f, double value, scale h, confidence const& c) {
  if (std::isnan(value)) return detail::no_interval(interval_status::undefined_value);
  auto half_more = f;
  for (double& n : half_more.counts) n += 0.5;
  auto const e = detail::delta_method(half_more);
  double const step = c.z * e.se * detail::slope(h, e.number);
  double const lower = std::min(detail::moved(h, e.number, -step), value), upper = std::max(detail::moved(h, e.number, step), value);
  return {lower, upper, interval_status::ok, e.se, detail::nan};
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return delta_fisher_z(e.closed.cells, e.point.number, e.h, c);
}

}  // namespace

method_record const methods::delta_fisher_z{
    .name = "delta_fisher_z",
    .label = "Delta Fisher z",
    .meaning = "Normal approximation from the counts with ½ added, on a scale that keeps the limits in range.",
    .reference = "Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327. doi:10.1037/h0028106",
    .accepts = form_kind::cell_statistic,
    .needs_independent_rows = form_kind::cell_statistic,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
