// SPDX-License-Identifier: Apache-2.0
#include "truth.hpp"

#include "ask.hpp"
#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<double> truths(cell const& c, std::size_t n_per_class) {
  rows population;
  for (bool const positive : {true, false})
    for (std::size_t i = 0; i < n_per_class; ++i) {
      population.outcome.push_back(positive);
      population.score.push_back(c.of.score(positive, normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(n_per_class))));
      population.weight.push_back(positive ? c.of.prevalence.positive : c.of.prevalence.negative);
    }
  auto options = options_of(c, 0);
  options.ci = "none", options.ci_of.clear();
  std::vector<double> values;
  for (auto const& row : evaluate(cohort_of(population), options).rows()) values.push_back(row.value.number);
  return values;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
