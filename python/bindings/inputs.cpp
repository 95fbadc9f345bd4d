// SPDX-License-Identifier: Apache-2.0
// Views of arrays, and attributes with their levels.
#include "inputs.hpp"

#include "arrays.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// Levels are read here, because the rows of each level are known only here.
attribute attribute_of(py::dict const& given) {
  auto const part = [&](char const* key) -> py::object {
    if (!given.contains(key)) throw py::type_error("`attributes` of evaluate() must hold dicts of `name`, `codes` and `levels`");
    return given[key];
  };
  auto const name = read_argument<std::string>(part("name"), "attributes", "evaluate");
  auto const codes = read_argument<py::array>(part("codes"), "attributes", "evaluate");
  py::object const levels = part("levels");
  auto const rows = view_of(codes, name);
  if (rows.type != dtype::int32 || !PyList_Check(levels.ptr()))
    throw py::type_error("`" + printable(name) + "` needs codes of int32 and a list of levels");
  attribute a{name, {}, {}};
  strided<std::int32_t> const code{static_cast<std::byte const*>(rows.data), rows.stride};
  a.code.resize(rows.size);
  for (std::size_t i = 0; i < rows.size; ++i) a.code[i] = code[i];
  std::vector<bool> is_no_text;
  for (auto level : py::reinterpret_borrow<py::list>(levels)) {
    try {
      a.levels.push_back(argument<std::string>::read(level));
    } catch (unfit why) {
      if (why != unfit::text) throw py::type_error("`" + printable(name) + "` has a level that is not text");
      is_no_text.resize(a.levels.size()), is_no_text.push_back(true);
      a.levels.emplace_back();
    }
  }
  fault found;
  for (std::size_t i = 0; i < rows.size && !is_no_text.empty(); ++i)
    if (a.code[i] >= 0 && static_cast<std::size_t>(a.code[i]) < is_no_text.size() && is_no_text[static_cast<std::size_t>(a.code[i])])
      found.add(i);
  if (!is_no_text.empty()) refuse(name, found, "text that is not valid Unicode", "a lone surrogate cannot be written; correct that text");
  return a;
}

}  // namespace

cohort_input input_of(given_columns const& given, reading_options const& how) {
  cohort_input in;
  in.y_true = view_of(given.y_true, "y_true");
  for (auto const& [name, a] : given.y_score) in.y_score.push_back({name, view_of(a, name)});
  for (auto const& [name, a] : given.y_pred) in.y_pred.push_back({name, view_of(a, name)});
  if (given.sample_weight) in.sample_weight = view_of(*given.sample_weight, "sample_weight");
  if (given.unit) in.unit = view_of(*given.unit, "unit");
  if (given.strata) in.strata = view_of(*given.strata, "strata");
  for (auto const& a : given.attributes) in.attributes.push_back(attribute_of(a));
  in.on_nan = how.nan_policy, in.kind_of_weight = how.weight_kind;
  return in;
}

/// If units are sorted, a row takes several times as long.
std::size_t reading_work(given_columns const& given) {
  return static_cast<std::size_t>(given.y_true.size()) * (given.unit || given.strata ? 64 : 16);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
