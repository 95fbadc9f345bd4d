// SPDX-License-Identifier: Apache-2.0
// The catalogue of metrics, the names of states and methods, the build, and the registration of metrics.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "arguments.hpp"
#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/version.hpp"

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

py::dict describe(metric_record const& r) {
  py::list parameters;
  for (auto const& p : r.parameters)
    parameters.append(py::dict(py::arg("name") = std::string(p.name), py::arg("default") = parameter_text(p, p.standard),
                               py::arg("is_whole") = p.is_whole, py::arg("choices") = words(p.choices, '|'), py::arg("least") = p.least,
                               py::arg("greatest") = p.greatest));
  auto const& a = r.about;
  return py::dict(py::arg("name") = std::string(a.name), py::arg("family") = std::string(a.family),
                  py::arg("formula") = std::string(a.formula), py::arg("meaning") = std::string(a.meaning),
                  py::arg("undefined") = std::string(a.undefined), py::arg("reference") = std::string(a.reference),
                  py::arg("aliases") = words(a.aliases, ' '), py::arg("least") = a.least, py::arg("greatest") = a.greatest,
                  py::arg("better") = name_of(a.direction), py::arg("tally") = r.tally->name, py::arg("interval") = std::string(a.interval),
                  py::arg("interval_dependent") = std::string(a.interval_dependent), py::arg("needs_decision") = a.needs_decision,
                  py::arg("parameters") = parameters);
}

py::dict describe(method_record const& method) {
  py::list metrics;
  for (auto const* r : registry::all())
    if (fits(*r, method)) metrics.append(std::string(r->about.name));
  return py::dict(py::arg("name") = method.name, py::arg("label") = method.label, py::arg("meaning") = method.meaning,
                  py::arg("reference") = method.reference, py::arg("needs_independent_rows") = method.needs_independent_rows,
                  py::arg("resamples") = method.reads.resamples(), py::arg("metrics") = metrics);
}

template <class Enum>
std::vector<std::string> names(Enum last) {
  std::vector<std::string> list;
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) list.emplace_back(clinmetrics::name_of(static_cast<Enum>(i)));
  return list;
}

}  // namespace

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
        for (auto const* method : all_methods())
          if (method->n_sides == 1) list.append(describe(*method));
        return list;
      });
  def(
      m, "metric_group", {"name"}, +[](std::string const& name) { return metric_group(name); });
  def(
      m, "canonical_metric", {"text"}, +[](std::string const& text) {
        if (!registry::find(std::string_view(text).substr(0, text.find('('))))
          throw input_error("`text` names no metric; catalogue() lists them");
        return text_of(parse_metric(text));
      });
  def(
      m, "register_metric", {"capsule"}, +[](py::capsule const& c) {
        if (std::string_view(c.name() ? c.name() : "") != metric_capsule_name)
          throw py::type_error(
              "`capsule` does not contain a metric record of this version; compile its module with the headers of this version");
        return describe(registry::add(*c.get_pointer<metric_record>()));
      });
  def(m, "backends", {}, &available_backends);
  def(m, "instruction_sets", {}, &instruction_sets);
  m.attr("__version__") = version;
  m.attr("compiler") = compiler;
  m.attr("statuses") = names(status::too_few);
  m.attr("interval_statuses") = names(interval_status::not_applicable);
  std::vector<std::string> methods{"none"};
  for (auto const* method : all_methods())
    if (method->n_sides == 1) methods.emplace_back(method->name);
  m.attr("methods") = methods;
  py::list flags;
  for (auto name : flag_names) flags.append(std::string(name));
  m.attr("flags") = flags;
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
