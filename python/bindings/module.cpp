// SPDX-License-Identifier: Apache-2.0
// The compiled half of the Python package: registrations only.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <exception>
#include <new>
#include <system_error>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/device_error.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
void bind_catalogue(pybind11::module_& m);
void bind_compare(pybind11::module_& m);
void bind_device(pybind11::module_& m);
void bind_evaluate(pybind11::module_& m);
void bind_json(pybind11::module_& m);
void bind_options(pybind11::module_& m);
void bind_planning(pybind11::module_& m);
void bind_weights(pybind11::module_& m);

namespace {

constexpr char no_memory[] =
    "there is too little memory for this call, and no result was changed; pass a lower max_memory= or num_threads=1, ask for fewer "
    "metrics, "
    "groups or replicates, or free memory first";
constexpr char no_thread[] =
    "no thread could be started for this call, and no result was changed: the limit on threads or on memory is reached; pass "
    "num_threads=1, "
    "or end other threads first";

/// C++ exceptions that need their own messages in Python. pybind11 translates all others: std::invalid_argument is a ValueError.
void translate(std::exception_ptr e) {
  try {
    if (e) std::rethrow_exception(e);
  } catch (stopped const&) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
  } catch (std::bad_alloc const&) {
    PyErr_SetString(PyExc_MemoryError, no_memory);
  } catch (std::length_error const&) {  // more than a container can contain
    PyErr_SetString(PyExc_MemoryError, no_memory);
  } catch (std::system_error const& error) {
    if (error.code() != std::errc::resource_unavailable_try_again) throw;
    PyErr_SetString(PyExc_MemoryError, no_thread);
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::bindings

PYBIND11_MODULE(_core, m) {
  // The memory in which the C++ library keeps a thread's exceptions is taken at their first use. Without memory left, that first use ends
  // the process, so that MemoryError could not be thrown.
  static_cast<void>(std::current_exception());
  m.doc() = "The engine of clinmetrics; use the package, not this module.";
  pybind11::options options;
  options.disable_function_signatures();  // of functions that accept any object
  pybind11::detail::npy_api::get();       // imports NumPy now: later, another thread could fork in the middle of it
  pybind11::register_local_exception_translator(&clinmetrics::bindings::translate);
  auto& device_error = pybind11::register_exception<clinmetrics::device_error>(m, "DeviceError", PyExc_RuntimeError);
  device_error.attr("__module__") = "clinmetrics";
  device_error.attr("__doc__") =
      "A device, or data in its memory, cannot be used for this call; the message names the remedy. No result is changed.";
  clinmetrics::bindings::bind_catalogue(m);
  clinmetrics::bindings::bind_compare(m);
  clinmetrics::bindings::bind_device(m);
  clinmetrics::bindings::bind_options(m);
  clinmetrics::bindings::bind_evaluate(m);
  clinmetrics::bindings::bind_json(m);
  clinmetrics::bindings::bind_planning(m);
  clinmetrics::bindings::bind_weights(m);
}
