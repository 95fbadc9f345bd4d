// SPDX-License-Identifier: Apache-2.0
// Puts replicates in order, for limits at many levels, and for two limits of replicates that are quickly sorted.
#pragma once
#include <span>

#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// The share of replicates below the value; ties count one half.
double share_below(double value, std::span<double const> replicates);

ordered_replicates in_order(double value, std::span<double const> replicates);

/// Those of a number: the ones that are kept, or its own if sorting them takes less time and little more memory than selecting two; else
/// null.
ordered_replicates const* order_of(evidence const& e, ordered_replicates& own);

}  // namespace CLINMETRICS_NAMESPACE::detail
