// SPDX-License-Identifier: Apache-2.0
// What comparisons and gaps have in common: a row is filled from a contrast, and rows of one family are judged together.
#pragma once
#include <span>

#include "clinmetrics/engine/comparison.hpp"
#include "contrast_interval.hpp"
#include "prepare.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The claim of a request about a metric.
claim claim_of(evaluate_options const& options, metric_instance const& m);

/// A number of a line that is compared: the beta bounds of AUROCs and means have fewer pseudo-rows than for a single number.
side as_side(evidence const& e, series const& s);
compared_numbers numbers_of(evidence const& a, evidence const& b, series const& s);

/// Why the numbers of a line have no limits, if they have no method.
interval_status why_no_limits(series const& s);

/// The row of a metric, without numbers.
comparison_row begin_comparison(comparison_kind kind, series const& s, evaluate_options const& options);

/// The parameters of two lines at different thresholds, with the only threshold if one has none; else threshold_a and threshold_b stand
/// for it.
parameter_list parameters_of_both(series const& a, series const& b);

/// Value, interval, p value and decision. The claim of a ratio is that it differs from 1.
void judge_contrast(comparison_row& row, contrast_of const& what, claim c, confidence const& level);

/// Limits of a difference stay within the differences that the range of the metric allows.
void keep_in_range(comparison_row& row, metric_instance const& m);

/// Limits at the level of a family: at least as far out as the row's own.
void set_simultaneous(comparison_row& row, contrast_of const& in_far_tails, confidence const& of_family);

/// Adjusts the p values of a family, and counts its members: the rows with a p value.
void adjust_family(std::span<comparison_row*> rows, p_adjustment how);

/// Flags a comparison of few rows, if its metric needs many.
void flag_few_rows(comparison_row& row, metric_instance const& m, compared_numbers const& numbers);

/// Whether the published limits are others, and whether the classical test and the interval disagree about a two-sided claim.
void flag_disagreement(comparison_row& row);

}  // namespace CLINMETRICS_NAMESPACE::engine
