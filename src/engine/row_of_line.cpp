// SPDX-License-Identifier: Apache-2.0
#include "row_of_line.hpp"

#include <cmath>

namespace CLINMETRICS_NAMESPACE::engine {

result_row begin_row(row_place at, metric_instance const& metric, std::optional<threshold_choice> const& threshold) {
  double const nan = std::nan("");
  result_row row;
  row.model = at.model, row.partition = at.partition, row.group = at.group;
  row.metric = metric.record->about.name, row.parameters = parameters_of(metric, threshold);
  row.numerator = row.denominator = nan;
  row.interval = row.published = {nan, nan, interval_status::not_requested, nan, nan, nullptr};
  return row;
}

void hide(result_row& row, std::size_t n_rows) {
  row.is_hidden = true;
  row.size = {.n = n_rows};
  row.value = {std::nan(""), status::too_few};
}

void set_value(result_row& row, value const& number, form const& closed, double weight_scale) {
  row.value = number;
  if (closed.kind == form_kind::proportion)
    row.numerator = closed.share.successes * weight_scale, row.denominator = closed.share.trials * weight_scale;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
