// SPDX-License-Identifier: Apache-2.0
// An interval: its limits, its method, and the reason if it is missing.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "clinmetrics/core/word.hpp"

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
  zero_variance,                 ///< all or nearly all values are equal, so the method has no interval
  infinite_value,                ///< the value or a delete-one value is infinite
  zero_cell,                     ///< a count of the confusion matrix is 0, and the method divides by it
  below_precision,               ///< the losses are so small that the fixed point of replicates (2^-28) changes their spread
  chosen_threshold,              ///< the method holds for a threshold that was not chosen on the same rows
  not_applicable,
  not_resampled  ///< the method reads replicates, and the rows outside a group have none
};

/// The names of the interval statuses and their texts.
inline constexpr std::array<word, 17> interval_status_words{{
    {"ok", "computed", "There is an interval."},
    {"not_requested", "not asked for", "No interval was asked for."},
    {"undefined_value", "the value is not defined", "The value is not a number."},
    {"too_few", "too few rows", "There are too few rows or units for the method, or in the group."},
    {"refused_weights", "the method is not valid with unequal weights", "The method is valid for equal weights only."},
    {"refused_clusters", "the method is not valid with several rows of one unit", "The method is valid for independent rows only."},
    {"refused_strata", "the method is not valid with these strata", "The method is not valid with these strata."},
    {"refused_undefined_replicates", "too many bootstrap replicates were undefined",
     "More than 5 % of the bootstrap replicates were undefined."},
    {"too_few_replicates", "too few bootstrap replicates for this level", "Fewer than 10 bootstrap replicates lie beyond a limit."},
    {"extreme_quantile", "too few bootstrap replicates beyond the limit",
     "Fewer than 5 bootstrap replicates lie beyond a level that BCa has adjusted."},
    {"zero_variance", "no variation in the data",
     "All units, or nearly all replicates, give the same value, and the method has no interval for this case."},
    {"infinite_value", "the value is infinite", "The value is infinite, or becomes infinite when a unit is left out."},
    {"zero_cell", "a count is zero and the method divides by it", "One of the four counts is 0, and the method divides by it."},
    {"below_precision", "the values are smaller than the precision of the computation",
     "The losses are so small that the precision of the replicates (2^-28) would change their variance."},
    {"chosen_threshold", "the threshold was chosen on the same data",
     "The method does not allow for a threshold that was chosen on the same rows. Percentile intervals do."},
    {"not_applicable", "the method does not apply to this metric",
     "The value is outside the scale of the method, or no interval exists: the value belongs to a test, or no method is known to hold."},
    {"not_resampled", "the rows outside a group are not resampled",
     "The interval needs bootstrap replicates of the rows outside the group, which would take the time of another evaluation for each "
     "group. Gaps between two groups have an interval."},
}};

constexpr std::string_view name_of(interval_status s) { return interval_status_words[static_cast<std::size_t>(s)].name; }

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
