// SPDX-License-Identifier: Apache-2.0
// The basic bootstrap interval: the replicates' errors mirrored at the value, 2θ − q(high) to 2θ − q(low).
//
// Provided for comparison with other tools: of the bootstrap intervals its coverage is the worst, and its limits can leave the range of the
// metric. Degenerate cases: an infinite value has no interval (infinite_value); an infinite quantile gives an infinite limit on the other
// side; for the replicates, see detail/usable_replicates.hpp. `se` is the standard deviation of the replicates, NaN if one is infinite.
// Reference: Davison AC, Hinkley DV. Bootstrap Methods and their Application. Cambridge 1997, equation 5.6
#pragma once
#include <cmath>
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/percentile.hpp"

namespace CLINMETRICS_NAMESPACE {

inline interval basic(double value, std::span<double const> replicates, double level) {
  if (std::isinf(value)) return detail::no_interval(interval_status::infinite_value);
  auto i = percentile(value, replicates, level);
  double const upper = 2 * value - i.lower;
  i.lower = 2 * value - i.upper, i.upper = upper;
  return i;
}

}  // namespace CLINMETRICS_NAMESPACE
