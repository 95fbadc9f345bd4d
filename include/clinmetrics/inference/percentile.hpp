// SPDX-License-Identifier: Apache-2.0
// Efron's percentile interval: the (1 − level)/2 and (1 + level)/2 quantiles (type 7) of the replicates.
//
// Degenerate cases: if the two quantiles are equal, nearly all replicates are, and their spread is unknown (zero_variance); a limit among
// infinite replicates is infinite; for the replicates, see detail/usable_replicates.hpp. `se` is the standard deviation of the replicates,
// NaN if one is infinite. Reference: Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall 1993, section 13.3
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "clinmetrics/inference/quantile.hpp"

namespace CLINMETRICS_NAMESPACE {

inline interval percentile(double value, std::span<double const> replicates, double level) {
  auto usable = detail::take_replicates(value, replicates, (1 - level) / 2);
  if (usable.why != interval_status::ok) return detail::no_interval(usable.why);
  double const se = detail::standard_deviation(usable.values);
  double const lower = quantile(usable.values, (1 - level) / 2), upper = quantile(usable.values, (1 + level) / 2);
  return detail::between_quantiles(lower, upper, se);
}

}  // namespace CLINMETRICS_NAMESPACE
