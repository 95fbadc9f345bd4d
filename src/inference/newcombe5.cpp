// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 5, by bisection down to neighbouring doubles.
#include "clinmetrics/inference/newcombe5.hpp"

#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

struct excess {
  double auc, m, z2_by_pairs;

  /// Whether t is outside the interval: (A − t)² > z²·V(t). At A = 0 or 1 both sides are divided by the factor that makes the trivial
  /// root.
  bool operator()(double t) const {
    double const q = t * (1 - t), bracket = 1 + m * (1 + 2 * q) / (2 + q);
    if (auc == 0) return t > z2_by_pairs * (1 - t) * bracket;
    if (auc == 1) return 1 - t > z2_by_pairs * t * bracket;
    return (auc - t) * (auc - t) > z2_by_pairs * q * bracket;
  }
};

/// The root between a point inside the interval and one outside: the last double found inside.
double edge(excess const& is_outside, double inside, double outside) {
  for (;;) {
    double const middle = inside + (outside - inside) / 2;
    if (middle == inside || middle == outside) return inside;
    (is_outside(middle) ? outside : inside) = middle;
  }
}

}  // namespace

interval newcombe5(double auc, double n_positive, double n_negative, double level) {
  constexpr method how = method::newcombe5;
  double const z = normal_quantile_two_sided(level);
  if (!(auc >= 0 && auc <= 1 && n_positive > 0 && n_negative > 0)) return detail::no_interval(how, interval_status::undefined_value);
  excess const is_outside{auc, (n_positive + n_negative) / 2 - 1, z * z / n_positive / n_negative};
  return detail::limits(how, auc == 0 ? 0 : edge(is_outside, auc, 0), auc == 1 ? 1 : edge(is_outside, auc, 1));
}

}  // namespace CLINMETRICS_NAMESPACE
