// SPDX-License-Identifier: Apache-2.0
// Reads the arguments of bound functions. If no conversion fits, pybind11 prints the arguments, which may contain labels, scores and
// identifiers. Therefore every function here accepts any object and refuses it with its own message: the argument and its required type.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

namespace py = pybind11;

/// The reason why an object cannot be read as the required type.
enum class unfit : std::uint8_t {
  kind,  ///< it has another type, or a value that the type does not allow
  text   ///< it is text that is not valid Unicode
};

/// Drops the error that the object's own code has raised, because its text may contain the object's contents. Ctrl-C, an exit and a lack
/// of memory are raised again.
inline void drop_error() {
  if (!PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError)) throw py::error_already_set();
  PyErr_Clear();
}

/// How an argument is read as a T: `read` throws unfit, and `description` tells in messages which objects can be read.
template <class T>
struct argument;

template <>
struct argument<py::object> {
  static std::string description() { return "an object"; }
  static py::object read(py::handle given) { return py::reinterpret_borrow<py::object>(given); }
};

/// For the pybind11 class T of a Python type: the object must already have this type.
template <class T>
struct python_argument {
  static T read(py::handle given) {
    if (!py::isinstance<T>(given)) throw unfit::kind;
    return py::reinterpret_borrow<T>(given);
  }
};
template <>
struct argument<py::array> : python_argument<py::array> {
  static std::string description() { return "a NumPy array"; }
};
template <>
struct argument<py::dict> : python_argument<py::dict> {
  static std::string description() { return "a dict"; }
};
template <>
struct argument<py::capsule> : python_argument<py::capsule> {
  static std::string description() { return "a capsule"; }
};

template <>
struct argument<bool> {
  static std::string description() { return "True or False"; }
  static bool read(py::handle given) {
    if (!PyBool_Check(given.ptr())) throw unfit::kind;
    return given.ptr() == Py_True;
  }
};

template <class T>
requires std::is_integral_v<T>
struct argument<T> {
  static constexpr T least = std::numeric_limits<T>::min(), greatest = std::numeric_limits<T>::max();
  static std::string description() { return "a whole number from " + std::to_string(least) + " to " + std::to_string(greatest); }
  static T read(py::handle given) {
    auto const number = py::reinterpret_steal<py::object>(PyNumber_Index(given.ptr()));
    if (!number) drop_error(), throw unfit::kind;
    int overflow = 0;
    long long const x = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
    if (overflow == 0 && std::in_range<T>(x)) return static_cast<T>(x);
    if constexpr (std::is_same_v<T, std::uint64_t> || std::is_same_v<T, unsigned long long>) {
      auto const large = overflow > 0 ? PyLong_AsUnsignedLongLong(number.ptr()) : 0;
      if (overflow > 0 && !PyErr_Occurred()) return large;
      PyErr_Clear();
    }
    throw unfit::kind;
  }
};

/// NumPy's booleans, and arrays of any library with one dimension or more.
inline bool is_array_or_bool(py::handle given) {
  std::string_view const type = Py_TYPE(given.ptr())->tp_name;
  if (type == "numpy.bool" || type == "numpy.bool_") return true;
  auto const n = py::reinterpret_steal<py::object>(PyObject_GetAttrString(given.ptr(), "ndim"));
  if (!n) {
    drop_error();
    return false;
  }
  long const dimensions = PyLong_AsLong(n.ptr());
  if (dimensions == -1 && PyErr_Occurred()) drop_error();
  return dimensions != 0;
}

template <>
struct argument<double> {
  static std::string description() { return "a number"; }
  /// Text, booleans and arrays are refused, although Python or NumPy can convert some of them to a number.
  static double read(py::handle given) {
    if (PyFloat_CheckExact(given.ptr())) return PyFloat_AS_DOUBLE(given.ptr());
    if (PyUnicode_Check(given.ptr()) || PyBytes_Check(given.ptr()) || PyBool_Check(given.ptr()) || is_array_or_bool(given))
      throw unfit::kind;
    double const x = PyFloat_AsDouble(given.ptr());
    if (x == -1 && PyErr_Occurred()) drop_error(), throw unfit::kind;
    return x;
  }
};

template <>
struct argument<std::string> {
  static std::string description() { return "text"; }
  static std::string read(py::handle given) {
    if (!PyUnicode_Check(given.ptr())) throw unfit::kind;
    Py_ssize_t size = 0;
    char const* const text = PyUnicode_AsUTF8AndSize(given.ptr(), &size);
    if (!text) drop_error(), throw unfit::text;
    return {text, static_cast<std::size_t>(size)};
  }
};

template <class T>
struct argument<std::optional<T>> {
  static std::string description() { return argument<T>::description() + " or None"; }
  static std::optional<T> read(py::handle given) { return given.is_none() ? std::nullopt : std::optional<T>(argument<T>::read(given)); }
};

template <class T>
struct argument<std::vector<T>> {
  static std::string description() { return "a list (each entry: " + argument<T>::description() + ")"; }
  static std::vector<T> read(py::handle given) {
    if (!PyList_Check(given.ptr())) throw unfit::kind;
    std::vector<T> list;
    for (auto item : py::reinterpret_borrow<py::list>(given)) list.push_back(argument<T>::read(item));
    return list;
  }
};

template <class T>
struct argument<std::map<std::string, T>> {
  static std::string description() { return "a dict of text to values (each value: " + argument<T>::description() + ")"; }
  static std::map<std::string, T> read(py::handle given) {
    if (!PyDict_Check(given.ptr())) throw unfit::kind;
    std::map<std::string, T> map;
    for (auto [key, item] : py::reinterpret_borrow<py::dict>(given)) map.emplace(argument<std::string>::read(key), argument<T>::read(item));
    return map;
  }
};

template <class... T>
struct tuple_argument {
  static std::string description() {
    std::string list;
    ((list += (list.empty() ? "" : ", ") + argument<T>::description()), ...);
    return "a tuple (" + list + ")";
  }
  static std::tuple<T...> read(py::handle given) {
    if (!PyTuple_Check(given.ptr()) || PyTuple_GET_SIZE(given.ptr()) != sizeof...(T)) throw unfit::kind;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return std::tuple<T...>{argument<T>::read(PyTuple_GET_ITEM(given.ptr(), static_cast<Py_ssize_t>(I)))...};
    }
    (std::index_sequence_for<T...>());
  }
};
template <class... T>
struct argument<std::tuple<T...>> : tuple_argument<T...> {};

/// Throws the error that tells which type an argument must have.
[[noreturn]] inline void refuse_argument(unfit why, std::string_view name, char const* function, std::string const& description) {
  std::string what = "`" + std::string(name) + "`";
  if (*function) what += std::string(" of ") + function + "()";
  if (why == unfit::text) throw py::value_error(what + " has text that is not valid Unicode (a lone surrogate); correct that text");
  throw py::type_error(what + " must be " + description);
}

/// Reads one argument, or throws an error with its required type. `function` may be empty.
template <class T>
T read_argument(py::handle given, std::string_view name, char const* function) {
  try {
    return argument<T>::read(given);
  } catch (unfit why) {
    refuse_argument(why, name, function, argument<T>::description());
  }
}

/// The arguments of one call in the order of `names`; an argument that was not given is an empty object.
template <std::size_t N>
std::array<py::object, N> arguments_by_name(char const* function, std::array<char const*, N> const& names, py::args const& given,
                                            py::kwargs const& named) {
  std::array<py::object, N> out;
  if (given.size() > N)
    throw py::type_error(std::string(function) + "() takes " + std::to_string(N) + " arguments, and was given " +
                         std::to_string(given.size()));
  for (std::size_t i = 0; i < given.size(); ++i) out[i] = given[i];
  std::size_t n_known = 0;
  for (std::size_t i = 0; i < N && !named.empty(); ++i) {
    if (!named.contains(names[i])) continue;
    if (out[i]) throw py::type_error(std::string("`") + names[i] + "` of " + function + "() was given twice");
    out[i] = named[names[i]], ++n_known;
  }
  if (n_known < named.size()) throw py::type_error(std::string(function) + "() was given a keyword that is not one of its arguments");
  return out;
}

/// Wraps a function so that it accepts any objects and reads them by read_argument. An argument that is a std::optional may be left out.
template <class R, class... T>
auto guarded(char const* function, std::array<char const*, sizeof...(T)> names, R (*f)(T...)) {
  return [=](py::args const& given, py::kwargs const& named) -> R {
    auto const objects = arguments_by_name(function, names, given, named);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      [[maybe_unused]] auto const read = [&]<class A>(std::type_identity<A>, std::size_t i) -> A {
        if constexpr (requires(A a) { a.has_value(); })
          if (!objects[i]) return std::nullopt;
        if (!objects[i]) throw py::type_error(std::string("`") + names[i] + "` of " + function + "() is missing");
        return read_argument<A>(objects[i], names[i], function);
      };
      // Braces evaluate from left to right, so that the message names the first wrong argument.
      std::tuple<std::decay_t<T>...> arguments{read(std::type_identity<std::decay_t<T>>(), I)...};
      return std::apply(f, std::move(arguments));
    }
    (std::index_sequence_for<T...>());
  };
}

/// "name(first, second)", the text that help() shows.
template <std::size_t N>
std::string signature(char const* name, std::array<char const*, N> const& names) {
  std::string text = name;
  text += '(';
  for (std::size_t i = 0; i < N; ++i) {
    if (i > 0) text += ", ";
    text += names[i];
  }
  text += ')';
  return text;
}

/// Removes pybind11's method for other extensions from a class. It is not needed, and it prints its arguments.
inline void hide_conduit(py::object const& a_class) {
  if (py::hasattr(a_class, "_pybind11_conduit_v1_")) py::delattr(a_class, "_pybind11_conduit_v1_");
}

/// Adds a function to the module.
template <class R, class... T>
void def(py::module_& m, char const* name, std::array<char const*, sizeof...(T)> names, R (*f)(T...)) {
  m.def(name, guarded(name, names, f), signature(name, names).c_str());
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
