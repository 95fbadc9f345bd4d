// SPDX-License-Identifier: Apache-2.0
// The options of a call, read from Python once.
#pragma once
#include "arguments.hpp"
#include "clinmetrics/engine/option_table.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

/// The class _core.Options.
struct held_options {
  evaluate_options evaluation;
  reading_options reading;
};

/// A metric by its text, with parameters as numbers or names of choices.
/// The last two are the names of the arguments in messages.
metric_choice metric_of(py::handle name, py::handle parameters, std::string_view name_argument, std::string_view parameters_argument);

/// An argument of one of the module's classes. An object that was made by __new__ only is empty and is refused.
template <class Held>
Held* read_held(py::handle given) {
  if (!py::isinstance<Held>(given)) throw unfit::kind;
  auto const place = reinterpret_cast<py::detail::instance*>(given.ptr())->get_value_and_holder();
  if (!place.holder_constructed()) throw unfit::kind;
  return given.cast<Held*>();
}

template <>
struct argument<threshold_choice> {
  static std::string description() { return "a number or the text of a rule"; }
  static threshold_choice read(py::handle given) {
    if (PyUnicode_Check(given.ptr())) return argument<std::string>::read(given);
    return argument<double>::read(given);
  }
};

template <>
struct argument<threshold_choices> : argument<std::vector<threshold_choice>> {};

template <>
struct argument<model_pairs> {
  using tuples = argument<std::vector<std::tuple<std::string, std::string>>>;
  static std::string description() { return tuples::description(); }
  static model_pairs read(py::handle given) {
    model_pairs pairs;
    for (auto const& [a, b] : tuples::read(given)) pairs.emplace_back(a, b);
    return pairs;
  }
};

template <>
struct argument<held_options*> {
  static std::string description() { return "Options"; }
  static held_options* read(py::handle given) { return read_held<held_options>(given); }
};

}  // namespace CLINMETRICS_NAMESPACE::bindings
