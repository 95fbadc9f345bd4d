// SPDX-License-Identifier: Apache-2.0
// NumPy arrays as columns, without a copy; and numbers back as arrays.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "clinmetrics/core/column.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

namespace py = pybind11;

/// A view of a one-dimensional array. The array must outlive the view: keep it together with the cohort.
inline column view_of(py::array const& a, std::string const& name) {
  if (a.ndim() != 1) throw input_error("`" + printable(name) + "` must be one-dimensional");
  auto const dtype = a.dtype();
  char const kind = dtype.kind();
  auto const width = dtype.itemsize();
  bool const native = dtype.byteorder() == '=' || dtype.byteorder() == '|';
  column c{a.data(), static_cast<std::size_t>(a.shape(0)), a.strides(0)};
  auto const sized = [&](auto first, auto second, auto third, auto fourth) {
    return width == 1 ? first : width == 2 ? second : width == 4 ? third : fourth;
  };
  if (native && kind == 'b')
    c.type = clinmetrics::dtype::boolean;
  else if (native && kind == 'i')
    c.type = sized(clinmetrics::dtype::int8, clinmetrics::dtype::int16, clinmetrics::dtype::int32, clinmetrics::dtype::int64);
  else if (native && kind == 'u')
    c.type = sized(clinmetrics::dtype::uint8, clinmetrics::dtype::uint16, clinmetrics::dtype::uint32, clinmetrics::dtype::uint64);
  else if (native && kind == 'f' && width == 4)
    c.type = clinmetrics::dtype::float32;
  else if (native && kind == 'f' && width == 8)
    c.type = clinmetrics::dtype::float64;
  else
    throw py::type_error("`" + printable(name) +
                         "` has a type that is not booleans, integers, float32 or float64 of this machine's byte order");
  if (Py_TYPE(a.ptr()) == py::detail::npy_api::get().PyArray_Type_ || !py::hasattr(a, "on_device")) return c;
  py::object const there = a.attr("on_device");  // of a FromDevice of _ingest.py
  if (there.is_none()) return c;
  auto const place = there.cast<py::tuple>();
  c.on_device = {reinterpret_cast<void const*>(place[0].cast<std::uintptr_t>()), place[1].cast<std::ptrdiff_t>()};
  return c;
}

template <class T>
py::array_t<T> array_of(std::vector<T> const& rows) {
  return py::array_t<T>(static_cast<py::ssize_t>(rows.size()), rows.data());
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
