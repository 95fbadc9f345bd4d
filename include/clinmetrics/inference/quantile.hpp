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

/// The place of the quantile between two order statistics: the lower one, counted from 0, and the share of the way to the next.
struct quantile_place {
  std::size_t lower;
  double part;
};
inline quantile_place place_of_quantile(std::size_t n, double p) {
  double at = static_cast<double>(n - 1) * p;
  if (std::abs(at - std::round(at)) <= 1e-9) at = std::round(at);
  auto const k = static_cast<std::size_t>(at);
  return {k, at - static_cast<double>(k)};
}

inline double between(double a, double b, double part) {
  if (a == b || (std::isinf(a) && (std::isfinite(b) || part < 0.5))) return a;
  return std::isinf(b) ? b : a + part * (b - a);
}

}  // namespace detail

/// Needs 0 <= p <= 1 and no NaN in x; NaN if x is empty.
inline double quantile(std::span<double> x, double p) {
  if (x.empty()) return std::numeric_limits<double>::quiet_NaN();
  auto const [k, part] = detail::place_of_quantile(x.size(), p);
  auto const low = x.begin() + static_cast<std::ptrdiff_t>(k);
  std::nth_element(x.begin(), low, x.end());
  return part == 0 ? *low : detail::between(*low, *std::min_element(low + 1, x.end()), part);
}

/// The same of ascending numbers.
inline double sorted_quantile(std::span<double const> x, double p) {
  if (x.empty()) return std::numeric_limits<double>::quiet_NaN();
  auto const [k, part] = detail::place_of_quantile(x.size(), p);
  return part == 0 ? x[k] : detail::between(x[k], x[k + 1], part);
}

}  // namespace CLINMETRICS_NAMESPACE
