// SPDX-License-Identifier: Apache-2.0
// An interval: its limits, its method, and the reason if it is missing.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The reason why an interval is missing; ok if it is not.
enum class interval_status : std::uint8_t {
  ok,
  not_requested,
  undefined_value,               ///< the value itself is undefined
  too_few,                       ///< too few rows or units for the method
  refused_weights,               ///< the method is valid for equal weights only
  refused_clusters,              ///< the method is valid for independent rows only
  refused_strata,                ///< the method is not valid with these strata
  refused_undefined_replicates,  ///< more than 5 % of the replicates were undefined
  too_few_replicates,            ///< B·(1 − level)/2 is below 10
  extreme_quantile,              ///< fewer than 5 replicates are beyond an adjusted level
  zero_variance,                 ///< all values are equal, so the method has no interval
  infinite_value,                ///< the value or a delete-one value is infinite
  zero_cell,                     ///< a count of the confusion matrix is 0, and the method divides by it
  below_precision,               ///< the losses are so small that the fixed point of replicates (2^-28) changes their spread
  not_applicable
};

constexpr std::string_view name_of(interval_status s) {
  constexpr std::array<std::string_view, 15> names{"ok",
                                                   "not_requested",
                                                   "undefined_value",
                                                   "too_few",
                                                   "refused_weights",
                                                   "refused_clusters",
                                                   "refused_strata",
                                                   "refused_undefined_replicates",
                                                   "too_few_replicates",
                                                   "extreme_quantile",
                                                   "zero_variance",
                                                   "infinite_value",
                                                   "zero_cell",
                                                   "below_precision",
                                                   "not_applicable"};
  return names[static_cast<std::size_t>(s)];
}

struct method_record;  // inference/method.hpp

/// Limits are NaN if there is no interval. `se` is on the value's scale, and `df` are its degrees of freedom; NaN if the method has none.
struct interval {
  double lower, upper;
  interval_status why;
  double se, df;
  method_record const* how = nullptr;  ///< the method of a row of a result; null: none, or the formula was called directly
};

/// h: the scale on which a metric's sampling distribution is nearly normal.
enum class scale : std::uint8_t { identity, log, logit, fisher_z };

}  // namespace CLINMETRICS_NAMESPACE
