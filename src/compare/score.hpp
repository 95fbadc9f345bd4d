// SPDX-License-Identifier: Apache-2.0
// What score tests and the intervals from them have in common.
#pragma once
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <cstdint>
#include <limits>

#include "clinmetrics/compare/test.hpp"
#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// P(|Z| ≥ |z|) for a standard normal Z.
inline double two_sided_p(double z) { return 2 * normal_cdf(-std::abs(z)); }

/// A χ² statistic with one degree of freedom.
inline significance_test chi_square_test(double statistic) { return {statistic, 1, two_sided_p(std::sqrt(statistic))}; }

/// distance/√variance. With variance 0 the hypothesis holds exactly or cannot hold.
inline significance_test score_test(double distance, double variance) {
  double const z = distance == 0 ? 0 : distance / std::sqrt(variance);
  return {z, std::nan(""), two_sided_p(z)};
}

/// The lower limit: the least x in [least, estimate] that the test does not reject. `excess` is positive where it rejects.
///
/// Each step halves the distance from the estimate until one point is inside the interval, so that `excess` is never computed at the
/// estimate: the variance may be 0 there, which makes the estimate a trivial root.
template <class F>
double lower_score_limit(double least, double estimate, F const& excess) {
  if (!(least < estimate)) return least;
  double outside = least, excess_outside = excess(least);
  for (;;) {
    double const middle = outside + (estimate - outside) / 2, found = excess(middle);
    if (!(outside < middle && middle < estimate)) return outside;
    if (found < 0) {
      if (!(excess_outside > 0)) return outside;
      std::uintmax_t most = 100;
      boost::math::tools::eps_tolerance<double> const tolerance(51);
      auto const [low, high] = boost::math::tools::toms748_solve(excess, outside, middle, excess_outside, found, tolerance, most);
      return low + (high - low) / 2;
    }
    outside = middle, excess_outside = found;
  }
}

}  // namespace CLINMETRICS_NAMESPACE::detail
