// SPDX-License-Identifier: Apache-2.0
// Options of Python by the table of options: each is read as the type of its member, and checked against its range.
#include <algorithm>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/json.hpp"
#include "options.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

std::string quoted_choices(options::option const& about) {
  std::string text;
  for (auto choice : about.choices) text += (text.empty() ? "'" : ", '") + std::string(choice) + "'";
  return text;
}

parameter_value parameter_of(py::handle value, std::string_view argument) {
  if (PyUnicode_Check(value.ptr())) return read_argument<std::string>(value, argument, "");
  if (PyLong_Check(value.ptr()) && !PyBool_Check(value.ptr())) {
    int overflow = 0;
    auto const x = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
    if (overflow == 0) return std::int64_t{x};
  }
  return read_argument<double>(value, argument, "");
}

/// Reads the value of one option; `what` is its name in backticks.
class option_reader {
 public:
  option_reader(py::handle given, options::option const& about)
      : given_(given), about_(about), what_("`" + std::string(about.name) + "`") {}

  void operator()(double& to) const {
    if (about_.is_optional && given_.is_none()) {
      to = 0;
      return;
    }
    to = read<double>();
    bool const is_absent = about_.is_optional && to == 0;
    if (!is_absent && !(to > static_cast<double>(about_.of.least) && to < static_cast<double>(about_.of.greatest)))
      options::refuse_range(about_);
  }
  void operator()(bool& to) const {
    std::string const type = Py_TYPE(given_.ptr())->tp_name;
    if (type != "bool" && type != "numpy.bool" && type != "numpy.bool_") throw py::type_error(what_ + " must be True or False");
    to = PyObject_IsTrue(given_.ptr()) == 1;
  }
  template <class T>
  requires std::is_integral_v<T>
  void operator()(T& to) const {
    if (about_.is_optional && given_.is_none()) {
      to = 0;
      return;
    }
    auto const number = py::reinterpret_steal<py::object>(PyNumber_Index(given_.ptr()));
    if (!number) drop_error(), throw py::type_error(what_ + " must be a whole number");
    std::uint64_t const x = PyLong_AsUnsignedLongLong(number.ptr());  // of a negative number, an error
    bool const is_beyond = PyErr_Occurred() != nullptr;
    if (is_beyond) PyErr_Clear();
    if (is_beyond || x < about_.of.least || x > about_.of.greatest) options::refuse_range(about_);
    to = static_cast<T>(x);
  }
  template <class T>
  requires std::is_enum_v<T>
  void operator()(T& to) const {
    if (about_.is_optional && given_.is_none()) {
      to = T{};
      return;
    }
    auto const text = PyUnicode_Check(given_.ptr()) ? read<std::string>() : std::string();
    auto const at = std::find(about_.choices.begin(), about_.choices.end(), text);
    if (at == about_.choices.end()) throw input_error(what_ + " must be one of " + quoted_choices(about_));
    to = static_cast<T>(at - about_.choices.begin());
  }
  void operator()(std::string& to) const {
    if (about_.is_optional && given_.is_none()) {
      to = "none";
      return;
    }
    if (!PyUnicode_Check(given_.ptr()) || (!about_.choices.empty() && !PyUnicode_IS_ASCII(given_.ptr())))
      throw py::type_error(what_ + " must be the name of a " + std::string(about_.name) +
                           (about_.choices.empty() ? "" : ", one of " + quoted_choices(about_)));
    to = read<std::string>();
  }
  void operator()(metric_choices& to) const {
    metric_choices list;
    for (auto const& item : read<std::vector<py::object>>()) list.push_back(read_metric(item));
    to = std::move(list);
  }
  /// Lists and maps.
  template <class T>
  void operator()(T& to) const {
    to = read<T>();
  }

 private:
  template <class T>
  T read() const {
    return read_argument<T>(given_, about_.name, "");
  }

  /// A text, or a dict of `name` and `parameters`.
  metric_choice read_metric(py::handle item) const {
    if (PyUnicode_Check(item.ptr())) return {read_argument<std::string>(item, about_.name, "")};
    auto const one = read_argument<py::dict>(item, about_.name, "");
    if (!one.contains("name") || !one.contains("parameters"))
      throw py::type_error(what_ + " must hold texts, or dicts of `name` and `parameters`");
    return metric_of(one["name"], one["parameters"], about_.name, about_.name);
  }

  py::handle given_;
  options::option const& about_;
  std::string what_;
};

void set_option(held_options& to, std::string const& name, py::handle given) {
  auto const* const about = options::find(name);
  if (!about) throw py::type_error("`options` has a name that is not an option");
  std::visit(
      [&]<class T>(T at) {
        option_reader const read(given, *about);
        if constexpr (std::is_invocable_v<T, evaluate_options&>)
          read(to.evaluation.*at);
        else
          read(to.reading.*at);
      },
      about->at);
}

held_options make_options(py::dict const& given) {
  held_options made;
  for (auto const& [key, item] : given) set_option(made, read_argument<std::string>(key, "given", "Options"), item);
  return made;
}

/// The type of an option in Python, as in stubs.
struct type_name {
  template <class S>
  std::string operator()(metric_choices S::*) const {
    return "metrics";
  }
  template <class S>
  std::string operator()(std::string S::*) const {
    return "str";
  }
  template <class S>
  std::string operator()(double S::*) const {
    return "float";
  }
  template <class S>
  std::string operator()(bool S::*) const {
    return "bool";
  }
  template <class T, class S>
  std::string operator()(T S::*) const {
    return std::is_integral_v<T> ? "int" : std::is_enum_v<T> ? "choice" : "other";
  }
};

/// The default as Python has it.
py::object default_of(options::option const& about) {
  held_options const standard;
  return std::visit(
      [&]<class T>(T at) -> py::object {
        auto const& value = [&]() -> auto const& {
          if constexpr (std::is_invocable_v<T, evaluate_options const&>)
            return standard.evaluation.*at;
          else
            return standard.reading.*at;
        }
        ();
        using V = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<V, metric_choices>)
          return py::str(value.front().text);
        else if constexpr (std::is_enum_v<V>)
          return about.is_optional && value == V{} ? py::object(py::none())
                                                   : py::str(std::string(about.choices[static_cast<std::size_t>(value)]));
        else if constexpr (std::is_same_v<V, double>)
          return about.is_optional ? py::object(py::none()) : py::object(py::float_(value));
        else if constexpr (std::is_same_v<V, std::string>)
          return about.is_optional && value == "none" ? py::object(py::none()) : py::object(py::str(value));
        else if constexpr (std::is_same_v<V, bool>)
          return py::cast(value);
        else if constexpr (std::is_integral_v<V>)
          return about.is_optional ? py::object(py::none()) : py::cast(value);
        else
          return py::none();
      },
      about.at);
}

/// The table of options as a list of dicts.
py::list option_table() {
  py::list list;
  for (auto const& about : options::table) {
    py::list choices;
    for (auto choice : about.choices) choices.append(std::string(choice));
    list.append(py::dict(py::arg("name") = std::string(about.name), py::arg("type") = std::visit(type_name{}, about.at),
                         py::arg("default") = default_of(about), py::arg("meaning") = std::string(about.meaning),
                         py::arg("least") = about.of.least, py::arg("greatest") = about.of.greatest, py::arg("choices") = choices,
                         py::arg("is_optional") = about.is_optional, py::arg("part_of") = std::string(about.part_of)));
  }
  return list;
}

}  // namespace

metric_choice metric_of(py::handle name, py::handle parameters, std::string_view name_argument, std::string_view parameters_argument) {
  auto const text = read_argument<std::string>(name, name_argument, "");
  parameter_list list;
  for (auto [key, value] : read_argument<py::dict>(parameters, parameters_argument, ""))
    list.emplace_back(read_argument<std::string>(key, parameters_argument, ""), parameter_of(value, parameters_argument));
  return {text, std::move(list)};
}

void bind_options(py::module_& m) {
  auto const c =
      py::class_<held_options>(m, "Options", "Options(given)")
          .def(py::init(guarded("Options", std::array<char const*, 1>{"given"}, &make_options)))
          .def("set", guarded(
                          "set", std::array<char const*, 3>{"self", "name", "value"},
                          +[](held_options* self, std::string const& name, py::object const& value) { set_option(*self, name, value); }))
          .def("json", guarded(
                           "json", std::array<char const*, 1>{"self"}, +[](held_options* self) {
                             std::string out;
                             json::append_options(out, self->evaluation);
                             return out;
                           }));
  hide_conduit(c);
  def(m, "option_table", {}, &option_table);
  def(
      m, "rule_text", std::array<char const*, 1>{"rule"},
      +[](std::string const& rule) { return clinmetrics::text_of(parse_threshold_rule(rule)); });
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
