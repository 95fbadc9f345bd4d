// SPDX-License-Identifier: Apache-2.0
// The catalogue of metrics, the names of states and methods, the build, and the registration of metrics.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cmath>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/version.hpp"
#include "options.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace py = pybind11;

namespace {

char const* name_of(better b) {
  switch (b) {
    case better::higher:
      return "higher";
    case better::lower:
      return "lower";
    case better::one:
      return "one";
    case better::zero:
      return "zero";
    default:
      return "neither";
  }
}

std::vector<std::string> words(std::string_view text, char separator) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < text.size();) {
    auto const end = std::min(text.find(separator, at), text.size());
    if (end > at) list.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return list;
}

/// As text; None if it has no default, or takes the threshold.
py::object default_of(parameter const& p) {
  return std::isnan(p.standard) ? py::object(py::none()) : py::object(py::str(parameter_text(p, p.standard)));
}

py::dict describe(metric_record const& r) {
  py::list parameters;
  for (auto const& p : r.parameters())
    parameters.append(py::dict(py::arg("name") = p.name, py::arg("default") = default_of(p), py::arg("is_threshold") = p.is_threshold,
                               py::arg("is_whole") = p.is_whole, py::arg("choices") = words(p.choices, '|'), py::arg("least") = p.least,
                               py::arg("greatest") = p.greatest));
  auto const& a = r.about;
  return py::dict(py::arg("name") = a.name, py::arg("label") = a.label, py::arg("section") = a.section, py::arg("family") = a.family,
                  py::arg("formula") = a.formula, py::arg("meaning") = a.meaning, py::arg("undefined") = a.undefined,
                  py::arg("reference") = a.reference, py::arg("aliases") = words(a.aliases, ' '), py::arg("least") = a.least,
                  py::arg("greatest") = a.greatest, py::arg("better") = name_of(a.direction), py::arg("tally") = r.tally->name,
                  py::arg("interval") = a.interval, py::arg("interval_dependent") = a.interval_dependent,
                  py::arg("needs_decision") = a.needs_decision, py::arg("takes_threshold") = takes_threshold(r),
                  py::arg("parameters") = parameters);
}

py::dict describe(method_record const& method) {
  py::list metrics, of_independent_rows;
  for (auto const* r : registry::all()) {
    if (!fits(*r, method)) continue;
    metrics.append(r->about.name);
    if (method.needs_independent_rows.contains(r->offers)) of_independent_rows.append(r->about.name);
  }
  return py::dict(py::arg("name") = method.name, py::arg("label") = method.label, py::arg("meaning") = method.meaning,
                  py::arg("reference") = method.reference, py::arg("needs_independent_rows") = !method.needs_independent_rows.is_empty(),
                  py::arg("metrics_of_independent_rows") = of_independent_rows, py::arg("resamples") = method.reads.resamples(),
                  py::arg("metrics") = metrics);
}

/// The record in a capsule, if it has the layout that the name of the capsule stands for.
metric_record const& record_in(py::capsule const& c) {
  std::string_view const expected = metric_capsule_name, name = c.name() ? c.name() : "";
  if (name == expected) return *c.get_pointer<metric_record>();
  if (!name.starts_with(expected.substr(0, expected.rfind('.') + 1)))
    throw py::type_error(
        "`capsule` does not contain a metric record; make the record with entry_of, and name the capsule metric_capsule_name");
  throw py::type_error("`capsule` is a " + quoted(name) + ", and this version reads a " + quoted(expected) +
                       ": its module was compiled with other headers; compile it again with the headers of clinmetrics " + version);
}

}  // namespace

/// Long, because it is a plain list of what the module offers.
void bind_catalogue(py::module_& m) {
  def(
      m, "catalogue", {}, +[] {
        py::list list;
        for (auto const* r : registry::all()) list.append(describe(*r));
        return list;
      });
  def(
      m, "method_catalogue", {}, +[] {
        py::list list;
        for (auto const* method : all_methods()) list.append(describe(*method));
        return list;
      });
  def(
      m, "metric_group", {"name"}, +[](std::string const& name) { return metric_group(name); });
  def(
      m, "canonical_metric", {"text", "parameters"}, +[](py::object const& text, std::optional<py::dict> const& parameters) {
        auto const asked = metric_of(text, parameters.value_or(py::dict()), "text", "parameters");
        if (!registry::find(std::string_view(asked.text).substr(0, asked.text.find('('))))
          throw input_error("`text` names no metric; catalogue() lists them");
        return text_of(find_metric(asked));
      });
  def(
      m, "register_metric", {"capsule"}, +[](py::capsule const& c) { return describe(registry::add(record_in(c))); });
  def(
      m, "sections", {}, +[] {
        py::list list;
        for (auto section : {sections::outcome, sections::discrimination, sections::calibration, sections::decision, sections::other})
          list.append(section);
        return list;
      });
  def(m, "backends", {}, &available_backends);
  def(m, "instruction_sets", {}, &instruction_sets);
  m.attr("__version__") = version;
  m.attr("compiler") = compiler;
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
