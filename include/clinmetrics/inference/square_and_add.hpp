// SPDX-License-Identifier: Apache-2.0
// Newcombe's square-and-add interval of a combination of two independent proportions: `mover` with Wilson's limits of each.
//
//   a − b:           d − √((a − l_a)² + (u_b − b)²)  to  d + √((u_a − a)² + (b − l_b)²);   d = a − b
//   (a − b + 1)/2:   the same limits, plus 1 and halved
//   √(a·b):          exp of half of  log a + log b ∓ √(log²(a/l_a) + log²(b/l_b)),  with u/a and u/b above.
//
// The second proportion may be replaced by its odds, with the odds of its limits.
// Degenerate cases: √(a·b) with a = 0 or b = 0 goes from 0 to √(u_a·u_b); a proportion without trials has no interval (undefined_value).
// Limits never leave the range that two proportions allow.
// Reference: Newcombe RG. Stat Med 1998;17:873-890, method 10. doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval square_and_add(composite_of_proportions const& f, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
