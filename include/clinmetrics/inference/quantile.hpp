// SPDX-License-Identifier: Apache-2.0
// The type-7 quantile, found by selection: linear between the two order statistics around (n − 1)·p.
//
//   x₍k₎ + g·(x₍k+1₎ − x₍k₎),   k + g = (n − 1)·p, order statistics counted from 0.
// An (n − 1)·p within 1e-9 of a whole number counts as that number: 1 − .95 is not quite .05 in binary.
//
// Infinite values are ordered like others: strictly between a finite value and ±inf the quantile is ±inf, never NaN; between −inf and +inf
// it is the nearer one. The order of `x` does not matter and is changed. O(n). Reference: Hyndman RJ, Fan Y. Am Stat 1996;50:361-365,
// definition 7. doi:10.1080/00031305.1996.10473566
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

namespace detail {

/// `order_statistic`: that of a place; `next`: that of the place after it, for which it is called afterwards.
template <class At, class Next>
double quantile_of(std::size_t n, double p, At const& order_statistic, Next const& next) {
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  double at = static_cast<double>(n - 1) * p;
  if (std::abs(at - std::round(at)) <= 1e-9) at = std::round(at);
  auto const k = static_cast<std::size_t>(at);
  double const part = at - static_cast<double>(k), a = order_statistic(k);
  if (part == 0) return a;
  double const b = next(k);
  if (a == b || (std::isinf(a) && (std::isfinite(b) || part < 0.5))) return a;
  if (std::isinf(b)) return b;
  return a + part * (b - a);
}

}  // namespace detail

/// Needs 0 <= p <= 1 and no NaN in x; NaN if x is empty.
inline double quantile(std::span<double> x, double p) {
  auto const place = [x](std::size_t k) { return x.begin() + static_cast<std::ptrdiff_t>(k); };
  auto const select = [&](std::size_t k) { return std::nth_element(x.begin(), place(k), x.end()), x[k]; };
  return detail::quantile_of(x.size(), p, select, [&](std::size_t k) { return *std::min_element(place(k) + 1, x.end()); });
}

/// The same of numbers in ascending order.
inline double quantile_of_ordered(std::span<double const> x, double p) {
  return detail::quantile_of(
      x.size(), p, [x](std::size_t k) { return x[k]; }, [x](std::size_t k) { return x[k + 1]; });
}

}  // namespace CLINMETRICS_NAMESPACE
