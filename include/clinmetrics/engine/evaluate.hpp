// SPDX-License-Identifier: Apache-2.0
// The steps of an evaluation: cohort → orderings → passes → tallies → metrics → intervals → result.
#pragma once
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Evaluates every metric for every model, threshold and group. Values do not depend on the order of rows; intervals from replicates depend
/// on it only if units are rows. Throws input_error before any work, and `stopped` if the control's flag is set.
CLINMETRICS_EXPORT result evaluate(cohort const& rows, evaluate_options const& options = {});

/// The same for the cohort of these columns, which are checked on the threads of the evaluation.
CLINMETRICS_EXPORT result evaluate(cohort_input const& columns, evaluate_options const& options = {});

/// How many metrics are asked for, and of how many the interval may take replicates, whatever the rows are.
struct metric_counts {
  std::size_t all = 0, resampled = 0;
};
/// Of metrics of binary outcomes; none for options that evaluate refuses.
CLINMETRICS_EXPORT metric_counts count_metrics(evaluate_options const& options);

}  // namespace CLINMETRICS_NAMESPACE
