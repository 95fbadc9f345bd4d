// SPDX-License-Identifier: Apache-2.0
// Edges that say about where scores lie and never exactly where one does: decimal rounding, down or up, always to a finite double.
#pragma once

namespace clinmetrics::engine {

/// x · 10^power, by one division where the power is negative, so that 15 · 10^-2 is the double 0.15; at most the largest double.
double power_of_ten(double x, int power);

/// The power of ten of the third significant digit of x. Where scores of a small spread lie around x: of the second digit of the spread,
/// and of the sixth of x at most.
int digits_of(double x);
int digits_of(double x, double spread);

/// The nearest multiple of 10^power that is at most, or at least, x. Below 1e-290 the next of -1e-290, 0 and 1e-290.
double round_down(double x, int power);
double round_up(double x, int power);

}  // namespace clinmetrics::engine
