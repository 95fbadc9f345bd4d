// SPDX-License-Identifier: Apache-2.0
// Sorts numbers, infinite ones included.
#pragma once
#include <span>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// In ascending order; no NaN.
void sort_values(std::span<double> values);

}  // namespace CLINMETRICS_NAMESPACE
