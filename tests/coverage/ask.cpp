// SPDX-License-Identifier: Apache-2.0
#include "ask.hpp"

#include <algorithm>

namespace CLINMETRICS_NAMESPACE::coverage {

cohort cohort_of(rows const& r) {
  cohort_input input{.y_true = column_of(r.outcome), .y_score = {{"score", column_of(r.score)}}};
  for (std::size_t k = 0; k < r.other_scores.size(); ++k)
    input.y_score.push_back({"other " + std::to_string(k), column_of(r.other_scores[k])});
  if (!r.group.empty()) {
    std::vector<std::string> levels;
    for (std::int32_t k = 0; k <= r.group.back(); ++k) levels.push_back(std::to_string(k));
    input.attributes.push_back({"group", r.group, levels});
  }
  if (!r.unit.empty()) input.unit = column_of(r.unit);
  if (!r.weight.empty()) input.sample_weight = column_of(r.weight);
  return make_cohort(input);
}

std::size_t most_methods(cell const& c) {
  std::size_t most = 0;
  for (auto const& q : c.asked) most = std::max(most, q.methods.size());
  return most;
}

evaluate_options options_of(cell const& c, std::size_t method) {
  evaluate_options options;
  options.metrics.clear();
  for (auto const& q : c.asked) {
    if (method >= q.methods.size()) continue;
    options.metrics.emplace_back(q.metric);
    if (q.methods[method] != "auto") options.ci_of[q.metric] = q.methods[method];
  }
  options.threshold = {decision_threshold};
  options.num_threads = 1;  // samples are simulated in parallel
  options.n_resamples = 1000;
  return options;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
