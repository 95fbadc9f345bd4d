// SPDX-License-Identifier: Apache-2.0
// The smallest interval that contains two others.
#pragma once
#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// If one of the two is missing, the other; if both are, the first. The standard error is that of the first that has one.
interval hull_of(interval const& a, interval const& b);

}  // namespace CLINMETRICS_NAMESPACE::detail
