// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 10 for paired proportions.
#include <algorithm>
#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "counts.hpp"

namespace CLINMETRICS_NAMESPACE {

double newcombe_phi(paired_table const& t) {
  if (!detail::is_defined(t)) return detail::nan;
  double const of_first = (t.both + t.first) * (t.second + t.neither), of_second = (t.both + t.second) * (t.first + t.neither);
  if (of_first == 0 || of_second == 0) return 0;
  double const excess = t.both * t.neither - t.first * t.second;
  return (excess < 0 ? excess : std::max(excess - t.total() / 2, 0.0)) / (std::sqrt(of_first) * std::sqrt(of_second));
}

interval newcombe_paired(paired_table const& t, confidence const& c) {
  if (!detail::is_defined(t)) return detail::no_interval(interval_status::undefined_value);
  auto const with_limits = [&](double successes) {
    auto const [lower, upper] = detail::wilson_at({successes, t.total()}, c.z);
    return bounded{successes / t.total(), lower, upper};
  };
  auto const d = mover(with_limits(t.both + t.first), with_limits(t.both + t.second), {.r = newcombe_phi(t)});
  return detail::limits(std::max(d.lower, -1.0), std::min(d.upper, 1.0));
}

}  // namespace CLINMETRICS_NAMESPACE
