// SPDX-License-Identifier: Apache-2.0
// BCa from replicates and an acceleration.
#include "clinmetrics/inference/bca.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/detail/usable_replicates.hpp"
#include "clinmetrics/inference/quantile.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "methods.hpp"
#include "ordered_replicates.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))); NaN if the denominator is not positive, where the map is not increasing.
double adjusted(double z, double z0, double a) {
  double const rest = 1 - a * (z0 + z);
  return rest > 0 ? normal_cdf(z0 + (z0 + z) / rest) : detail::nan;
}

/// What the limits read of the replicates beside their quantiles.
struct summary {
  std::size_t n;
  double below, sd;
};

template <class Quantile>
interval at_adjusted_levels(summary const& of, double acceleration, double z, Quantile const& quantile_at) {
  double const z0 = normal_quantile(of.below);
  if (std::isinf(z0) || !std::isfinite(acceleration)) return detail::no_interval(interval_status::zero_variance);
  double const low = adjusted(-z, z0, acceleration), high = adjusted(z, z0, acceleration);
  auto const is_known = [n = static_cast<double>(of.n)](double p) { return n * std::min(p, 1 - p) >= 5 - 1e-9; };  // false for NaN
  if (!is_known(low) || !is_known(high)) return detail::no_interval(interval_status::extreme_quantile);
  return detail::between_quantiles(quantile_at(low), quantile_at(high), of.sd);
}

}  // namespace

interval bca(double value, std::span<double const> replicates, double acceleration, double level) {
  double const z = normal_quantile_two_sided(level);
  if (std::isinf(value)) return detail::no_interval(interval_status::infinite_value);
  auto usable = detail::take_replicates(value, replicates, (1 - level) / 2);
  if (usable.why != interval_status::ok) return detail::no_interval(usable.why);
  auto& x = usable.values;
  summary const of{x.size(), detail::share_below(value, x), detail::standard_deviation(x)};
  return at_adjusted_levels(of, acceleration, z, [&](double p) { return quantile(x, p); });
}

namespace {

interval bca_of_ordered(double value, ordered_replicates const& r, double acceleration, confidence const& c) {
  if (std::isinf(value)) return detail::no_interval(interval_status::infinite_value);
  auto const why = detail::trouble_with_replicates(value, r.n_given, r.values.size(), (1 - c.level) / 2);
  if (why != interval_status::ok) return detail::no_interval(why);
  summary const of{r.values.size(), r.below, r.sd};
  return at_adjusted_levels(of, acceleration, normal_quantile_two_sided(c.level),
                            [&](double p) { return quantile_of_ordered(r.values, p); });
}

}  // namespace

double acceleration(delete_one_values const& values) {
  double squares = 0, cubes = 0;
  for (auto const& s : values.moments(detail::nan)) {
    if (s.n_units == 0) continue;
    double const share = (s.n_units - 1) / s.n_units;  // L/n is this times (mean − value)
    squares += share * share * s.squares, cubes -= share * share * share * s.cubes;
  }
  double const a = cubes / 6 / std::pow(squares, 1.5);
  return std::isfinite(a) ? a : detail::nan;  // 0/0: all values are equal
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  auto const& left_out = e.left_out();
  if (left_out.undefined || left_out.infinite) return detail::no_interval(interval_status::zero_variance);
  double const a = acceleration(left_out.without);
  ordered_replicates own;
  auto const* const order = detail::order_of(e, own);
  return order ? bca_of_ordered(e.coarse, *order, a, c) : bca(e.coarse, e.replicates, a, c.level);
}

}  // namespace

method_record const methods::bca{
    .name = "bca",
    .label = "BCa",
    .meaning = "Bootstrap interval, corrected for bias and for a standard error that changes with the value.",
    .reference = "Efron B. J Am Stat Assoc 1987;82:171-185. doi:10.1080/01621459.1987.10478410",
    .reads = {.replicates = true, .deletions = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
