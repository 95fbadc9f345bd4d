// SPDX-License-Identifier: Apache-2.0
// Cohorts from arrays.
#include "arguments.hpp"
#include "arrays.hpp"
#include "held_cohort.hpp"
#include "watched.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

/// Views of the columns; `arrays` keeps them.
cohort_input input_of(given_columns const& given, std::vector<py::object>& arrays) {
  cohort_input in;
  auto const view = [&](py::array const& a, std::string const& name) {
    arrays.push_back(a);
    return view_of(a, name);
  };
  in.y_true = view(given.y_true, "y_true");
  for (auto const& [name, a] : given.y_score) in.y_score.push_back({name, view(a, name)});
  for (auto const& [name, a] : given.y_pred) in.y_pred.push_back({name, view(a, name)});
  if (given.sample_weight) in.sample_weight = view(*given.sample_weight, "sample_weight");
  if (given.unit) in.unit = view(*given.unit, "unit");
  if (given.strata) in.strata = view(*given.strata, "strata");
  in.on_nan = given.drop_nan ? nan_policy::drop : nan_policy::raise;
  in.kind_of_weight = given.is_frequency ? weight_kind::frequency : weight_kind::sampling;
  return in;
}

/// If units are sorted, a row takes several times as long.
std::size_t reading_work(given_columns const& given) {
  return static_cast<std::size_t>(given.y_true.size()) * (given.unit || given.strata ? 64 : 16);
}

namespace {

using named_codes = std::vector<std::tuple<std::string, py::array, py::object>>;  ///< name, code of each row, list of levels

/// Levels are read here, because the rows of each level are known only here.
attribute attribute_of(std::string const& name, py::array const& codes, py::object const& levels) {
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
  if (!is_no_text.empty())
    refuse(name, found, "levels that are not valid Unicode", "a lone surrogate cannot be written; correct that text");
  return a;
}

held_cohort make_held(py::array const& y_true, named_arrays const& y_score, named_arrays const& y_pred, optional_array const& sample_weight,
                      optional_array const& unit, optional_array const& strata, named_codes const& attributes, bool drop_nan,
                      bool is_frequency) {
  held_cohort held;
  given_columns const given{y_true, y_score, y_pred, sample_weight, unit, strata, drop_nan, is_frequency};
  auto in = input_of(given, held.arrays);
  for (auto const& [name, codes, levels] : attributes) in.attributes.push_back(attribute_of(name, codes, levels));
  run_control control;
  auto const read = [&] { held.rows = make_cohort(in, stop_flag(&control.stop)); };
  if (reading_work(given) < short_work)
    read();
  else
    watched(control, py::none(), true, read);
  return held;
}

/// A property that reads the cohort.
auto reader(char const* name, std::size_t (*f)(held_cohort const*)) { return guarded(name, std::array<char const*, 1>{"self"}, f); }

}  // namespace

void bind_cohort(py::module_& m) {
  constexpr std::array<char const*, 9> names{"y_true", "y_score",    "y_pred",   "sample_weight", "unit",
                                             "strata", "attributes", "drop_nan", "is_frequency"};
  auto const c = py::class_<held_cohort>(m, "Cohort", signature("Cohort", names).c_str())
                     .def(py::init(guarded("Cohort", names, &make_held)))
                     .def_property_readonly("n_received", reader("n_received", [](held_cohort const* h) { return h->rows.n_received; }))
                     .def_property_readonly("n_dropped", reader("n_dropped", [](held_cohort const* h) { return h->rows.n_dropped; }))
                     .def_property_readonly("n_rows", reader("n_rows", [](held_cohort const* h) { return h->rows.n_rows(); }));
  // pybind11's method for other extensions. It is not needed, and it prints its arguments.
  if (py::hasattr(c, "_pybind11_conduit_v1_")) py::delattr(c, "_pybind11_conduit_v1_");
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
