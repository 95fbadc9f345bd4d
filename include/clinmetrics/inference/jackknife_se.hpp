// SPDX-License-Identifier: Apache-2.0
// The jackknife's standard error, from the values of a metric with one unit left out.
//
//   SE_J² = Σ_s (m_s − 1)/m_s · Σ (θ₋ᵢ − mean_s)²,   the m_s units of each stratum s around their own mean; one stratum if there are none.
// The sum is taken in the order given, so that the same units give the same bits.
//
// Degenerate cases: an undefined (NaN) θ₋ᵢ is replaced by θ, the value with all units; an infinite one: infinite_value. One unit: too_few.
// A stratum of one unit among others: refused_strata. No units: undefined_value. References: Tukey JW. Ann Math Stat 1958;29:614; strata:
// Wolter KM. Introduction to Variance Estimation, 2nd ed. Springer 2007, chapter 4
#pragma once
#include <cmath>
#include <cstddef>
#include <limits>

#include "clinmetrics/inference/delete_one_values.hpp"

namespace CLINMETRICS_NAMESPACE {

namespace detail {

inline standard_error computed_jackknife_se(double value, delete_one_values const& values) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  if (values.empty() || std::isnan(value)) return {undefined, interval_status::undefined_value};
  auto const strata = values.moments(value);
  for (auto const& s : strata)
    if (!std::isfinite(s.mean)) return {undefined, interval_status::infinite_value};
  double variance = 0;
  for (auto const& s : strata) {
    if (s.n_units == 1) return {undefined, strata.size() == 1 ? interval_status::too_few : interval_status::refused_strata};
    if (s.n_units > 0) variance += (s.n_units - 1) / s.n_units * s.squares;
  }
  return {std::sqrt(variance), interval_status::ok};
}

}  // namespace detail

inline standard_error jackknife_se(double value, delete_one_values const& values) {
  return values.kept_error(value, [&] { return detail::computed_jackknife_se(value, values); });
}

/// The correlation of two numbers from their delete-one values without the same units; 0 if either does not vary.
inline double jackknife_correlation(delete_one_values const& a, delete_one_values const& b) {
  auto const of_a = detail::stratum_means(0, a.size(), [&](std::size_t i) { return a[i]; });
  auto const of_b = detail::stratum_means(0, b.size(), [&](std::size_t i) { return b[i]; });
  double both = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    delete_one const of_unit = a[i];
    auto const& s = of_a[of_unit.stratum];
    double const weight = s.n_units > 0 ? (s.n_units - 1) / s.n_units * of_unit.n_units : 0;
    double const x = of_unit.value - s.mean, y = b[i].value - of_b[of_unit.stratum].mean;
    both += weight * x * y, squares_a += weight * x * x, squares_b += weight * y * y;
  }
  return squares_a > 0 && squares_b > 0 ? both / std::sqrt(squares_a) / std::sqrt(squares_b) : 0;
}

}  // namespace CLINMETRICS_NAMESPACE
