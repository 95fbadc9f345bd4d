// SPDX-License-Identifier: Apache-2.0
// How a row of the result begins, and how it gets its value: the same for evaluations and for states.
#pragma once
#include <optional>
#include <span>

#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/engine/result.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct row_place {
  std::uint32_t model, partition, group;
};

/// A row without a value and without an interval.
result_row begin_row(row_place at, metric_instance const& metric, std::optional<threshold_choice> const& threshold);

/// Of a group below the minimum size, only the number of rows is shown.
void hide(result_row& row, std::size_t n_rows);

/// Sets the value, and the numerator and denominator of a proportion in the caller's unit of weights.
void set_value(result_row& row, value const& number, form const& closed, double weight_scale);
}  // namespace CLINMETRICS_NAMESPACE::engine
