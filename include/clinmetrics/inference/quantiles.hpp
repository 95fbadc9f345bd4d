// SPDX-License-Identifier: Apache-2.0
// Quantiles of the normal, Student's t and beta distributions: the only functions of probability distributions that intervals need.
#pragma once
#include "clinmetrics/inference/confidence.hpp"

namespace CLINMETRICS_NAMESPACE {

/// (1 − level)/2, the share beyond one limit; for a level of 1/2 or more the subtraction is exact. Throws input_error unless 0 < level < 1.
CLINMETRICS_EXPORT double one_tail(double level);

/// z with P(|Z| <= z) = level for a standard normal Z; 1.959963984540054 at .95. Throws like one_tail.
CLINMETRICS_EXPORT double normal_quantile_two_sided(double level);

/// t with P(|T| <= t) = level for Student's T with df > 0 degrees of freedom, which need not be whole; df = +inf gives the normal quantile.
CLINMETRICS_EXPORT double t_quantile_two_sided(confidence const& c, double df);

/// P(Z <= x) and its inverse; the inverse of 0 is -inf, of 1 +inf.
CLINMETRICS_EXPORT double normal_cdf(double x);
CLINMETRICS_EXPORT double normal_quantile(double p);

/// x with P(X <= x) = p for X ~ Beta(a, b); a, b > 0.
CLINMETRICS_EXPORT double beta_quantile(double p, double a, double b);

/// x with P(X > x) = q for X ~ Beta(a, b): as exact for a q near 0 as beta_quantile is for a p near 0.
CLINMETRICS_EXPORT double beta_upper_quantile(double q, double a, double b);

/// The quantiles at the tails of a confidence: the same, without the search for a normal quantile.
CLINMETRICS_EXPORT double lower_beta_limit(confidence const& c, double a, double b);
CLINMETRICS_EXPORT double upper_beta_limit(confidence const& c, double a, double b);

}  // namespace CLINMETRICS_NAMESPACE
