// SPDX-License-Identifier: Apache-2.0
// Selects the replicates for an interval, or returns the reason why there is none.
//
// Undefined (NaN) replicates are counted and left out; if they are more than 5 %, the interval is refused (refused_undefined_replicates),
// because the remaining replicates are not representative. Infinite replicates are values. If fewer than 10 replicates are beyond the
// quantile that is needed, they are too few (too_few_replicates): `tail` is the share beyond it, (1 − level)/2 for two quantiles,
// 1 − level for one, ½ for their spread.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

struct usable_replicates {
  std::vector<double> values;  ///< without NaN; empty unless ok
  interval_status why;
};

/// The reason why there is no interval of so many replicates, of which some are defined; ok if there is one.
inline interval_status trouble_with_replicates(double value, std::size_t n_replicates, std::size_t n_defined, double tail) {
  auto const n = static_cast<double>(n_replicates);
  if (std::isnan(value)) return interval_status::undefined_value;
  if (n * tail < 10 - 1e-9) return interval_status::too_few_replicates;  // 1 − .9 is not quite .1 in binary
  bool const are_representative = static_cast<double>(n_replicates - n_defined) <= 0.05 * n;
  return are_representative ? interval_status::ok : interval_status::refused_undefined_replicates;
}

inline std::vector<double> defined_replicates(std::span<double const> replicates) {
  std::vector<double> out;
  out.reserve(replicates.size());
  std::copy_if(replicates.begin(), replicates.end(), std::back_inserter(out), [](double x) { return !std::isnan(x); });
  return out;
}

inline usable_replicates take_replicates(double value, std::span<double const> replicates, double tail) {
  auto values = defined_replicates(replicates);
  auto const why = trouble_with_replicates(value, replicates.size(), values.size(), tail);
  if (why != interval_status::ok) return {{}, why};
  return {std::move(values), why};
}

/// Sample standard deviation (divisor n − 1), exactly 0 if all are equal; NaN if a value is infinite or there are fewer than 2.
inline double standard_deviation(std::span<double const> x) {
  if (x.size() < 2) return nan;
  double const n = static_cast<double>(x.size()), first = x.front();
  double mean = 0, squares = 0;  // of the distances from the first
  for (double v : x) mean += (v - first) / n;
  for (double v : x) squares += (v - first - mean) * (v - first - mean);
  double const sd = std::sqrt(squares / (n - 1));
  return std::isfinite(sd) ? sd : nan;
}

/// Between two quantiles of replicates with this standard deviation; none if the two are equal but for rounding.
inline interval between_quantiles(double lower, double upper, double sd) {
  bool const are_finite = std::isfinite(lower) && std::isfinite(upper);
  if (lower == upper || (are_finite && upper - lower <= 1e-12 * std::max(std::abs(lower), std::abs(upper))))
    return no_interval(interval_status::zero_variance);
  return {lower, upper, interval_status::ok, sd, nan};
}

}  // namespace CLINMETRICS_NAMESPACE::detail
