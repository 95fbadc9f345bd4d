// SPDX-License-Identifier: Apache-2.0
// Rounded edges that show the range of the scores but no exact score: decimal rounding, down or up, always to a finite double.
#pragma once
#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// x · 10^power, by one division if the power is negative, so that 15 · 10^-2 is the double 0.15; at most the largest double.
double power_of_ten(double x, int power);

/// The power of ten of the third significant digit of x. If the scores have a small spread around x: of the second digit of the spread, but
/// at most of the sixth digit of x.
int digits_of(double x);
int digits_of(double x, double spread);

/// The nearest multiple of 10^power that is at most, or at least, x. Below 1e-290 the next of -1e-290, 0 and 1e-290.
double round_down(double x, int power);
double round_up(double x, int power);

}  // namespace CLINMETRICS_NAMESPACE::engine
