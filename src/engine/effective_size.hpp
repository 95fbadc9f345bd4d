// SPDX-License-Identifier: Apache-2.0
// The form of a metric at the effective sample size: with the counts that as many independent rows of equal weight would have.
//
// Weights make a sample smaller than it looks. If the few errors that were seen have small weights by chance, their own weights do not show
// how much larger those of other errors may be. Therefore a row has here the mean weight W = Σw²/Σw of its class: a count c then has the
// variance c·W. All counts of a form are multiplied by one factor, so that its value remains and its variance becomes
//   Σ g²·c·W,   g the derivative of the metric with respect to the count c;
// of a proportion with x successes and y failures, whose rows have the mean weights W_x and W_y:
//   effective number of trials = (x + y)²/(y·W_x + x·W_y),
// which is Kish's effective size if both have the same mean weight. An empty count has the greatest mean weight of the rows that it counts.
#pragma once
#include <cstdint>
#include <span>

#include "clinmetrics/engine/registry.hpp"
#include "group_sizes.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// `words`: of the metric's tally, which is confusion, or of a composite of a mean and the variance of the share of events, whose mean has
/// no counts and remains. NaN counts if the counts of the metric are not sums of cells, as they are in all metrics of this library.
form form_at_effective_size(metric_instance const& metric, std::span<std::uint64_t const> words, class_weights const& mean_weights);

}  // namespace CLINMETRICS_NAMESPACE::engine
