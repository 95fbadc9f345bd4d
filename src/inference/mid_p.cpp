// SPDX-License-Identifier: Apache-2.0
// Mid-p interval of a proportion: Clopper and Pearson's, with half the probability of the observed count in each tail.
//
//   lower: the p with P(X > x) + P(X = x)/2 = (1 − level)/2,   upper: the p with P(X < x) + P(X = x)/2 = (1 − level)/2,   X ~ Binomial(n,
//   p).
// The mean coverage is close to the level, and the interval is shorter than Clopper and Pearson's; for some p the coverage is below the
// level. If x or n is not a whole number, the beta form of the tails is used.
//
// Degenerate cases: exactly 0 below at x = 0 and exactly 1 above at x = n; n = 0 has no interval (undefined_value).
// References: Lancaster HO. J Am Stat Assoc 1961;56:223-234; Newcombe RG. Stat Med 1998;17:857-872, method 6
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// P(X > x) + P(X = x)/2 for 0 < x < n and 0 < p < 1.
double mid_tail(double x, double n, double p) { return (boost::math::ibeta(x, n - x + 1, p) + boost::math::ibeta(x + 1, n - x, p)) / 2; }

/// The p whose mid-tail above x is `tail`, between Clopper and Pearson's limit and x/n.
double solve(double x, double n, double tail, double outermost) {
  auto const excess = [&](double p) { return mid_tail(x, n, p) - tail; };
  std::uintmax_t most = 200;
  auto const [low, high] = boost::math::tools::toms748_solve(excess, outermost, x / n, boost::math::tools::eps_tolerance<double>(52), most);
  return low + (high - low) / 2;
}

/// The lower limit; the upper one is 1 less the lower limit of the failures.
double lower_limit(double x, double n, confidence const& c) {
  double const tail = c.tail;
  if (x == 0) return 0;
  if (x == n) return std::exp(std::log(2 * tail) / n);
  return solve(x, n, tail, clopper_pearson({x, n}, c).lower);
}

interval limits_of(proportion p, confidence const& c) {
  if (!detail::is_defined(p)) return detail::no_interval(interval_status::undefined_value);
  double const x = p.successes, n = p.trials;
  return detail::limits(lower_limit(x, n, c), 1 - lower_limit(n - x, n, c));
}

}  // namespace

method_record const methods::mid_p{
    .name = "mid_p",
    .label = "Mid p",
    .meaning =
        "Exact interval of a proportion that counts half of the observed probability in each tail, so that it covers its level on "
        "average.",
    .reference = "Newcombe RG. Stat Med 1998;17:857-872, method 6. doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E",
    .accepts = form_kind::proportion,
    .needs_independent_rows = form_kind::proportion,
    .make = &detail::of_share<&limits_of>,
};

}  // namespace CLINMETRICS_NAMESPACE
