// SPDX-License-Identifier: Apache-2.0
// The part of the plan that belongs to comparisons of models and to gaps between groups.
#pragma once
#include <string>

#include "value_sink.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Checks the options of comparisons; sets the pairs and questions of the plan, and what its lines read for them. Throws input_error.
void plan_comparisons(plan& p, cohort const& rows, evaluate_options const& options);

/// The margin of a metric; 0 if none was given.
double margin_of(evaluate_options const& options, metric_instance const& m);

/// The place of the reference group among the groups that are shown: the one that was named, or else the largest. If the one that was
/// named is not shown, the number of groups that are.
std::size_t reference_place(evaluate_options const& options, partition_values const& values);

/// An attribute or cross, and a group, as tables print them: "sex*age_band" and "F*65+"; "(missing)" for a missing level.
std::string text_of_attribute(partition const& groups);
std::string text_of_group(partition const& groups, std::size_t group);

}  // namespace CLINMETRICS_NAMESPACE::engine
