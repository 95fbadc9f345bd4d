// SPDX-License-Identifier: Apache-2.0
// Newcombe's method 5, by bisection down to neighbouring doubles.
#include "clinmetrics/inference/newcombe5.hpp"

#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"

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

interval newcombe5(double auc, double n_positive, double n_negative, confidence const& c) {
  double const z = c.z;
  if (!(auc >= 0 && auc <= 1 && n_positive > 0 && n_negative > 0)) return detail::no_interval(interval_status::undefined_value);
  excess const is_outside{auc, (n_positive + n_negative) / 2 - 1, z * z / n_positive / n_negative};
  return detail::limits(auc == 0 ? 0 : edge(is_outside, auc, 0), auc == 1 ? 1 : edge(is_outside, auc, 1));
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return newcombe5(e.point.number, e.closed.pairs.n_positive, e.closed.pairs.n_negative, c);
}

}  // namespace

method_record const methods::newcombe5{
    .name = "newcombe5",
    .label = "Newcombe 5",
    .meaning = "Score-type interval of the AUROC (Newcombe’s method 5). It keeps a width when the scores separate the classes completely.",
    .reference = "Newcombe RG. Stat Med 2006;25:559-573, method 5. doi:10.1002/sim.2324",
    .accepts = form_kind::pair_count,
    .needs_independent_rows = form_kind::pair_count,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
