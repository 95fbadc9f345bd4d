// SPDX-License-Identifier: Apache-2.0
// McNemar's tests: exact, mid-p and asymptotic.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "clinmetrics/compare/paired_table.hpp"
#include "counts.hpp"
#include "score.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// X ~ Binomial(b + c, ½) and k = min(b, c).
struct discordant {
  double n, k;

  explicit discordant(paired_table const& t) : n(t.first + t.second), k(std::min(t.first, t.second)) {}
  double twice_lower_tail() const { return 2 * boost::math::cdf(boost::math::binomial(n, 0.5), k); }
  double at_k() const { return boost::math::pdf(boost::math::binomial(n, 0.5), k); }
};

significance_test without_statistic(double p) { return {std::nan(""), std::nan(""), p}; }

}  // namespace

significance_test mcnemar_exact(paired_table const& t) {
  if (!detail::is_defined(t)) return {};
  discordant const x(t);
  return without_statistic(2 * x.k == x.n ? 1 : std::min(x.twice_lower_tail(), 1.0));
}

significance_test mcnemar_mid_p(paired_table const& t) {
  if (!detail::is_defined(t)) return {};
  discordant const x(t);
  if (x.n == 0) return without_statistic(1);
  return without_statistic(2 * x.k == x.n ? 1 - x.at_k() / 2 : x.twice_lower_tail() - x.at_k());
}

significance_test mcnemar(paired_table const& t, continuity_correction correction) {
  if (!detail::is_defined(t)) return {};
  double const less = correction == continuity_correction::edwards ? 1 : 0;
  double const distance = std::max(std::abs(t.first - t.second) - less, 0.0);
  return detail::chi_square_test(distance == 0 ? 0 : distance * (distance / (t.first + t.second)));
}

}  // namespace CLINMETRICS_NAMESPACE
