// SPDX-License-Identifier: Apache-2.0
// The columns of one call as the input of a cohort.
#pragma once
#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arguments.hpp"
#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/engine/option_table.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

/// Models by name, in order; a list of pairs and not a dict, so that a name that is given twice is an error.
using named_arrays = std::vector<std::tuple<std::string, py::array>>;
using optional_array = std::optional<py::array>;

/// The columns as arguments. An attribute is a dict of `name`, `codes` and `levels`.
struct given_columns {
  py::array const& y_true;
  named_arrays const& y_score;
  named_arrays const& y_pred;
  optional_array const& sample_weight;
  optional_array const& unit;
  optional_array const& strata;
  std::vector<py::dict> const& attributes;
};

/// Views of the columns; the arrays must outlive them.
cohort_input input_of(given_columns const& given, reading_options const& how);

/// The work of reading them, in the unit of short_work.
std::size_t reading_work(given_columns const& given);

}  // namespace CLINMETRICS_NAMESPACE::bindings
