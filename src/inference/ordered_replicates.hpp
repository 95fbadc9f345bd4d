// SPDX-License-Identifier: Apache-2.0
// Puts replicates in order, for limits at many levels.
#pragma once
#include <span>

#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// The share of replicates below the value; ties count one half.
double share_below(double value, std::span<double const> replicates);

ordered_replicates in_order(double value, std::span<double const> replicates);

}  // namespace CLINMETRICS_NAMESPACE::detail
