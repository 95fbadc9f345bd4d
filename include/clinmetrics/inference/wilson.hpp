// SPDX-License-Identifier: Apache-2.0
// Wilson's score interval of a proportion: the proportions that a score test at the level does not reject.
//
// The roots p of (x − n·p)² = z²·n·p·(1 − p), for x successes in n trials:
//   lower = (x²/n) / (x + z²/2 + z·√(x(n − x)/n + z²/4)),   upper = (x + z²/2 + z·√(x(n − x)/n + z²/4)) / (n + z²).
// The lower root is written as the product of both roots divided by the upper one, which loses no digits if x is small.
//
// Degenerate cases: exactly 0 below at x = 0 and exactly 1 above at x = n; n = 0 has no interval (undefined_value). x and n need not be
// whole. Reference: Wilson EB. J Am Stat Assoc 1927;22:209-212. doi:10.1080/01621459.1927.10502953
#pragma once
#include <algorithm>
#include <cmath>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval wilson(proportion p, confidence const& c);

namespace detail {

struct wilson_roots {
  double lower, upper;
};

/// Needs 0 <= successes <= trials and trials > 0.
inline wilson_roots wilson_at(proportion p, double z) {
  double const x = p.successes, n = p.trials, half_square = z * z / 2;
  double const far = x + half_square + z * std::sqrt(x / n * (n - x) + half_square / 2);
  return {x / n * x / far, x == n ? 1 : std::min(far / (n + 2 * half_square), 1.0)};
}

}  // namespace detail
}  // namespace CLINMETRICS_NAMESPACE
