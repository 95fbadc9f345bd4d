// SPDX-License-Identifier: Apache-2.0
// What is given to the library, as a user gives it: the rows of a sample or of a population, and the questions of a cell.
#pragma once
#include "cell.hpp"
#include "clinmetrics/clinmetrics.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// A view of the rows, which must outlive it.
cohort cohort_of(rows const& r);

/// The options that ask for the metrics of a cell, with the method of this number (or the last one) of each.
evaluate_options options_of(cell const& c, std::size_t method);

/// The greatest number of methods of a metric.
std::size_t most_methods(cell const& c);

}  // namespace CLINMETRICS_NAMESPACE::coverage
