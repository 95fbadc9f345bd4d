// SPDX-License-Identifier: Apache-2.0
// The two parts of a composite: the interval of each and their correlation, from which MOVER makes the interval of the composite.
#pragma once
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/inference/method.hpp"
#include "clinmetrics/inference/mover.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// The beta bound of a mean over the rows of this evidence, whether the mean is the metric or a part of it.
interval beta_bound_of_mean(bounded_mean const& f, evidence const& e, double pseudo_rows, confidence const& c);

/// The interval of part 0 or 1: Wilson's for a proportion of independent rows, effective_t's for one with units or unequal weights, the
/// odds or the values of p(1 − p) over such an interval of p, the beta bound for a mean.
interval interval_of_part(evidence const& composite, int which, confidence const& c);

/// The interval of a composite from that of its combination. The combination of two proportions is first clipped to its own range.
interval mapped(bounded const& combination, composite const& f);

/// The correlation of the two parts: for independent rows that of the form, else that of their delete-one values, which is 0 if either part
/// does not vary.
double correlation_of_parts(evidence const& composite);

}  // namespace CLINMETRICS_NAMESPACE::detail
