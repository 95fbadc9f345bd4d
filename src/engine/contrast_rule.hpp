// SPDX-License-Identifier: Apache-2.0
// Which interval a comparison of two numbers gets, and what it reads.
#pragma once
#include "interval_rule.hpp"
#include "plan.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The rule of a number's own limits inside a comparison: the default of its metric, whatever was asked for single numbers; the published
/// default with ci="published". No method if no intervals were asked for.
interval_rule rule_of_sides(series const& s, evaluate_options const& options, cohort const& rows);

/// What a comparison with another model on the same rows reads of this line.
reading reading_of_pairs(series const& s);

/// The method of a difference or a ratio of two models on the same rows, by the form of the metric; null: none is known to hold.
/// `shares_denominator`: proportions of the same rows, as two sensitivities are.
method_record const* method_of_pair(series const& s, bool shares_denominator, evaluate_options const& options);

/// The same of two groups.
method_record const* method_of_groups(series const& s);

/// Whether intervals of its comparisons may be too narrow on few rows: of predictive values and of net benefits.
bool needs_many_rows(metric_instance const& m);

}  // namespace CLINMETRICS_NAMESPACE::engine
