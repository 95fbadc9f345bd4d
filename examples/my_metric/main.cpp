// SPDX-License-Identifier: Apache-2.0
// The same metric in a C++ program: registered once, then known by name. The exit code is 1 if a number differs from the result by hand.
#include <clinmetrics/clinmetrics.hpp>
#include <clinmetrics/engine/registry.hpp>
#include <cmath>
#include <cstdio>

#include "class_table.hpp"
#include "net_benefit.hpp"

namespace cm = clinmetrics;

/// Three classes: the macro F1 of five right and two wrong predictions.
bool has_right_macro_f1() {
  cm::registry::add(cm::entry_of<my::macro_f1>());
  std::vector<int> const truth = {0, 0, 0, 1, 1, 2, 2}, predicted = {0, 0, 1, 1, 1, 2, 0};
  cm::cohort const rows = my::make_cohort_of_classes(3, cm::column_of(truth), cm::column_of(predicted));
  cm::result const result = cm::evaluate(rows, {.metrics = {"my_macro_f1"}, .ci = "percentile", .n_resamples = 400});
  auto const& row = result.rows().front();
  std::printf("%s %.4f [%.4f, %.4f]\n", row.metric.c_str(), row.value.number, row.interval.lower, row.interval.upper);
  return std::abs(row.value.number - (4. / 6 + 4. / 5 + 2. / 3) / 3) < 1e-15 && row.interval.lower < row.value.number;
}

int main() {
  cm::registry::add(cm::entry_of<my::net_benefit>());
  std::vector<double> const risk = {.91, .08, .35, .62, .14, .27, .77, .05, .44, .19, .58, .11,
                                    .83, .30, .22, .49, .07, .66, .16, .39, .71, .12, .25, .52};
  std::vector<int> const died = {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1};
  cm::cohort const rows = cm::make_cohort({.y_true = cm::column_of(died), .y_score = {{"model", cm::column_of(risk)}}});
  cm::result const result = cm::evaluate(rows, {.metrics = {"my_net_benefit", "my_net_benefit(harm=1)"}, .threshold = {0.4}});
  for (auto const& row : result.rows())
    std::printf("%s(harm=%g) %.4f [%.4f, %.4f] %s\n", row.metric.c_str(), std::get<double>(row.parameters[0].second), row.value.number,
                row.interval.lower, row.interval.upper, std::string(name_of(row.interval.how)).c_str());
  // At 0.4: 8 true and 2 false positives among 24 rows.
  bool const right =
      std::abs(result.rows()[0].value.number - 7.5 / 24) < 1e-15 && std::abs(result.rows()[1].value.number - 6. / 24) < 1e-15;
  return right && has_right_macro_f1() ? 0 : 1;
}
