// SPDX-License-Identifier: Apache-2.0
// An evaluation from C++: AUROC of a model and its metrics at a threshold, for all rows and by sex, each with its interval.
#include <clinmetrics/clinmetrics.hpp>
#include <cstdio>

namespace cm = clinmetrics;

int main() {
  std::vector<double> const risk = {.91, .08, .35, .62, .14, .27, .77, .05, .44, .19, .58, .11,
                                    .83, .30, .22, .49, .07, .66, .16, .39, .71, .12, .25, .52};
  std::vector<int> const died = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1};
  cm::attribute const sex{"sex", {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, {"F", "M"}};

  cm::cohort const rows =
      cm::make_cohort({.y_true = cm::column_of(died), .y_score = {{"model", cm::column_of(risk)}}, .attributes = {sex}});
  cm::result const result = cm::evaluate(
      rows, {.metrics = {"auroc", "sensitivity", "ppv", "brier"}, .threshold = {0.4}, .groups = {{"sex"}}, .n_resamples = 2000, .seed = 7});

  for (auto const& row : result.rows()) {
    auto const& group = result.partitions[row.partition].groups[row.group];
    std::printf("%-18s %-4s %.3f [%.3f, %.3f] %s\n", row.metric.c_str(), group.empty() ? "all" : group[0].value_or("(missing)").c_str(),
                row.value.number, row.interval.lower, row.interval.upper, std::string(name_of(row.interval.how)).c_str());
  }
}
