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
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE {

struct standard_error {
  double number;
  interval_status why;
};

/// The value without one unit, and the number of units of the stratum with this value.
struct delete_one {
  double value;
  double n_units = 1;
  std::uint32_t stratum = 0;
};

/// Such values of all units, in order. Of units that count once, in the first stratum, only the values take memory.
class delete_one_values {
 public:
  delete_one_values() = default;
  delete_one_values(std::vector<delete_one> const& values) {
    for (auto const& d : values) add(d);
  }
  void reserve(std::size_t n) { value_.reserve(n); }
  void add(delete_one const& d) {
    keep(n_units_, d.n_units, 1.0), keep(stratum_, d.stratum, std::uint32_t{0});
    value_.push_back(d.value), error_.reset();
  }
  bool empty() const { return value_.empty(); }
  std::size_t size() const { return value_.size(); }
  delete_one operator[](std::size_t i) const { return {value_[i], n_units_.empty() ? 1 : n_units_[i], stratum_.empty() ? 0 : stratum_[i]}; }

  /// The standard error for a value, kept for the next call, because limits at several levels read the same one. Only for one thread.
  template <class Compute>
  standard_error const& kept_error(double value, Compute const& compute) const {
    if (!error_ || value_of_error_ != value) error_ = compute(), value_of_error_ = value;
    return *error_;
  }

 private:
  template <class T>
  void keep(std::vector<T>& column, T x, T usual) {
    if (column.empty() && x == usual) return;
    column.resize(value_.size(), usual), column.push_back(x);
  }
  std::vector<double> value_, n_units_;  // empty: all 1
  std::vector<std::uint32_t> stratum_;   // empty: all 0
  mutable std::optional<standard_error> error_;
  mutable double value_of_error_ = 0;
};

namespace detail {

/// The units of a stratum and their mean delete-one value, computed as the first value plus the mean difference from it, so that equal
/// values have exactly this value as mean.
struct stratum_mean {
  double n_units = 0, first = 0, mean = 0;
};

template <class ValueAt>
std::vector<stratum_mean> stratum_means(std::size_t n_values, ValueAt const& at) {
  std::vector<stratum_mean> of;
  for (std::size_t i = 0; i < n_values; ++i) {
    delete_one const d = at(i);
    if (d.stratum >= of.size()) of.resize(std::size_t{d.stratum} + 1);
    auto& s = of[d.stratum];
    if (s.n_units == 0) s.first = d.value;
    s.n_units += d.n_units;
  }
  for (std::size_t i = 0; i < n_values; ++i) {
    delete_one const d = at(i);
    of[d.stratum].mean += (d.value - of[d.stratum].first) * d.n_units;
  }
  for (auto& s : of) s.mean = s.first + (s.n_units > 0 ? s.mean / s.n_units : 0);
  return of;
}

inline standard_error computed_jackknife_se(double value, delete_one_values const& values) {
  constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
  auto const defined = [&](std::size_t i) {
    delete_one d = values[i];
    if (std::isnan(d.value)) d.value = value;
    return d;
  };
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isinf(defined(i).value)) return {undefined, interval_status::infinite_value};
  if (values.empty() || std::isnan(value)) return {undefined, interval_status::undefined_value};
  auto const strata = stratum_means(values.size(), defined);
  for (auto const& s : strata)
    if (s.n_units == 1) return {undefined, strata.size() == 1 ? interval_status::too_few : interval_status::refused_strata};
  double variance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    delete_one const d = defined(i);
    auto const& s = strata[d.stratum];
    variance += (s.n_units - 1) / s.n_units * d.n_units * (d.value - s.mean) * (d.value - s.mean);
  }
  return {std::sqrt(variance), interval_status::ok};
}

}  // namespace detail

inline standard_error jackknife_se(double value, delete_one_values const& values) {
  return values.kept_error(value, [&] { return detail::computed_jackknife_se(value, values); });
}

/// The correlation of two numbers from their delete-one values without the same units; 0 if either does not vary.
inline double jackknife_correlation(delete_one_values const& a, delete_one_values const& b) {
  auto const of_a = detail::stratum_means(a.size(), [&](std::size_t i) { return a[i]; });
  auto const of_b = detail::stratum_means(b.size(), [&](std::size_t i) { return b[i]; });
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
