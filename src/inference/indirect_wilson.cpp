// SPDX-License-Identifier: Apache-2.0
// Wilson's limits of TP/(TP + FP + FN), unchanged or transformed to F1.
#include "clinmetrics/inference/indirect_wilson.hpp"

#include "clinmetrics/inference/wilson.hpp"

namespace CLINMETRICS_NAMESPACE {

interval indirect_wilson(proportion fstar, indirect_form form, double level) {
  auto i = wilson(fstar, level);
  i.how = method::indirect_wilson;
  if (form == indirect_form::f1) i.lower = 2 * i.lower / (1 + i.lower), i.upper = 2 * i.upper / (1 + i.upper);
  return i;
}

}  // namespace CLINMETRICS_NAMESPACE
