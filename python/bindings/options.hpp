// SPDX-License-Identifier: Apache-2.0
// Reads the options of an evaluation from a dict.
#pragma once
#include <pybind11/pybind11.h>

#include "clinmetrics/engine/options.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

evaluate_options read_options(pybind11::dict const& d);

}  // namespace CLINMETRICS_NAMESPACE::bindings
