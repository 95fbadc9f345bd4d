// SPDX-License-Identifier: Apache-2.0
// A cohort together with the arrays that it views.
#pragma once
#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "arguments.hpp"
#include "clinmetrics/core/cohort.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

struct held_cohort {
  std::vector<py::object> arrays;
  cohort rows;
};

template <>
struct argument<held_cohort const*> {
  static std::string words() { return "a Cohort"; }
  static held_cohort const* read(py::handle given) {
    if (!py::isinstance<held_cohort>(given)) throw unfit::kind;
    auto const place = reinterpret_cast<py::detail::instance*>(given.ptr())->get_value_and_holder();
    if (!place.holder_constructed()) throw unfit::kind;  // made by __new__ only, it is empty
    return given.cast<held_cohort const*>();
  }
};

using named_arrays = std::vector<std::tuple<std::string, py::array>>;
using optional_array = std::optional<py::array>;

/// The input of a cohort, as arguments.
struct given_columns {
  py::array const& y_true;
  named_arrays const& y_score;
  named_arrays const& y_pred;
  optional_array const& sample_weight;
  optional_array const& unit;
  optional_array const& strata;
  bool drop_nan, is_frequency;
};

/// Views of the columns; `arrays` keeps them.
cohort_input input_of(given_columns const& given, std::vector<py::object>& arrays);

/// The work of reading them, in the unit of short_work.
std::size_t reading_work(given_columns const& given);

}  // namespace CLINMETRICS_NAMESPACE::bindings
