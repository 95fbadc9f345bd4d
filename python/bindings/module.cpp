// SPDX-License-Identifier: Apache-2.0
// The compiled half of the Python package: registrations only.
#include <pybind11/pybind11.h>

#include "clinmetrics/core/error.hpp"
#include "clinmetrics/engine/device_error.hpp"

namespace clinmetrics::bindings {
void bind_catalogue(pybind11::module_& m);
void bind_evaluate(pybind11::module_& m);
void bind_weights(pybind11::module_& m);
}  // namespace clinmetrics::bindings

PYBIND11_MODULE(_core, m) {
  m.doc() = "The engine of clinmetrics; use the package, not this module.";
  pybind11::register_exception_translator([](std::exception_ptr e) {
    try {
      if (e) std::rethrow_exception(e);
    } catch (clinmetrics::stopped const&) {
      PyErr_SetNone(PyExc_KeyboardInterrupt);
    }
  });
  auto& device_error = pybind11::register_exception<clinmetrics::device_error>(m, "DeviceError", PyExc_RuntimeError);
  device_error.attr("__module__") = "clinmetrics";
  device_error.attr("__doc__") =
      "A device, or data that lies on one, cannot be used for this call; the message says what can be done. No result is changed.";
  clinmetrics::bindings::bind_catalogue(m);
  clinmetrics::bindings::bind_evaluate(m);
  clinmetrics::bindings::bind_weights(m);
}
