// SPDX-License-Identifier: Apache-2.0
// The records of all methods, each defined in the source file of its method.
#pragma once
#include "clinmetrics/inference/method.hpp"

namespace CLINMETRICS_NAMESPACE::methods {

#define CLINMETRICS_METHOD(name) extern method_record const name;
#include "methods.inc"
#undef CLINMETRICS_METHOD

}  // namespace CLINMETRICS_NAMESPACE::methods
