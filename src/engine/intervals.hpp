// SPDX-License-Identifier: Apache-2.0
// Chooses the method of an interval (default or asked for by name), checks that it is valid, and computes the limits.
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/engine/result.hpp"
#include "jackknife.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The data about one value that an interval may need.
struct interval_case {
  cohort const* rows;
  series const* line;
  std::span<std::uint64_t const> words;  ///< point words
  value whole;                           ///< point value
  double coarse;                         ///< the same at the replicates' precision, for comparison with them
  group_size size;
  deletion_source source;              ///< for the jackknife
  double delong_variance;              ///< if DeLong's family is asked for
  std::span<double const> replicates;  ///< values, or the deviations of l1_projection; empty if the method needs none
  double level;
  stop_flag stop;
};

/// The method that is tried first: the method asked for, or the default for this cohort.
method first_method(series const& line, cohort const& rows);

/// Whether the method needs replicates.
constexpr bool needs_replicates(method how) {
  return how == method::percentile || how == method::basic || how == method::bca || how == method::l1_projection ||
         how == method::logit_bootstrap_sd;
}

/// Whether the method needs the metric without each unit.
constexpr bool needs_deletions(method how) { return how == method::transform_t || how == method::bca; }

/// Whether the method belongs to DeLong's family.
constexpr bool is_delong(method how) { return how >= method::delong && how <= method::delong_newcombe_hull; }

interval make_interval(interval_case const& c);

/// Moves limits beyond the metric's range to its ends. Returns whether one was moved.
bool clip_to_range(interval& i, descriptor const& about);

}  // namespace CLINMETRICS_NAMESPACE::engine
