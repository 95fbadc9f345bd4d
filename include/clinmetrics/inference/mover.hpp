// SPDX-License-Identifier: Apache-2.0
// Limits of a combination of two numbers from the limits of each: "method of variance estimates recovery", or square-and-add.
//
// For d = a − b with limits (l, u) of each and the correlation r of the two estimates,
//   L = d − √(x² − 2r·x·y + y²),   x = a − l_a,  y = u_b − b;      U the same with x = u_a − a, y = b − l_b.
// A weight w multiplies b and its distances; for a + w·b the sign of r changes and y is measured on b's other side. Products and quotients
// are combined in the same way on the logarithm. With r = 0 and Wilson's limits this is Newcombe's method 10.
//
// Degenerate cases: on the logarithm, if a or b is 0, the limits are the products or quotients of the outermost limits of the two. A swap
// of a and b negates d and its limits exactly. References: Zou GY, Donner A. Stat Med 2008;27:1693-1702. doi:10.1002/sim.3095; Newcombe RG.
// Stat Med 1998;17:873-890. doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
#pragma once
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// A number between its own limits.
struct bounded {
  double value, lower, upper;
};

CLINMETRICS_EXPORT bounded mover(bounded const& a, bounded const& b, combination const& how);

}  // namespace CLINMETRICS_NAMESPACE
