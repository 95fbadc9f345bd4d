// SPDX-License-Identifier: Apache-2.0
// The two numbers of a composite, each with its own limits and the correlation of both.
#pragma once
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/inference/method.hpp"
#include "clinmetrics/inference/mover.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// The beta bound of a mean over the rows of this evidence.
interval beta_bound_of_mean(bounded_mean const& f, evidence const& e, confidence const& c);

/// The interval of a part: Wilson's for a proportion of independent rows, transform_t's for one of units or of weighted rows, the image of
/// Wilson's for p(1 − p), the beta bound for a mean.
interval interval_of_part(evidence const& composite, int which, confidence const& c);

/// The interval of a composite from the limits of its combination. Two proportions never leave the range that they allow.
interval mapped(bounded const& combination, composite const& f);

/// The correlation of the two parts: as the form says for independent rows, else that of their delete-one values; 0 if either does not
/// vary.
double correlation_of_parts(evidence const& composite);

}  // namespace CLINMETRICS_NAMESPACE::detail
