// SPDX-License-Identifier: Apache-2.0
// True values of the metrics of a cell: the values of its population, which has all quantiles of the scores of each class.
#pragma once
#include <vector>

#include "cell.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// In the order of `asked`. The population has `n_per_class` rows of each class, with weights by the prevalence. Metrics of the population
/// differ from those of infinitely many rows by less than 1 in n_per_class.
std::vector<double> truths(cell const& c, std::size_t n_per_class = 50'000);

}  // namespace CLINMETRICS_NAMESPACE::coverage
