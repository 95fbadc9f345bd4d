// SPDX-License-Identifier: Apache-2.0
// Compares the true values of worlds with closed forms.
#pragma once

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// Prints the values that differ by more than 2e-4, and returns whether there are none.
bool truths_agree();

}  // namespace CLINMETRICS_NAMESPACE::coverage
