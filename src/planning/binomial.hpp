// SPDX-License-Identifier: Apache-2.0
// Tails of the binomial distribution, and sums over it.
#pragma once
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cstdint>

namespace CLINMETRICS_NAMESPACE::planning {

/// P(Bin(n, p) >= x).
inline double at_least(std::uint64_t x, std::uint64_t n, double p) {
  if (x == 0) return 1;
  if (x > n) return 0;
  return boost::math::ibeta(static_cast<double>(x), static_cast<double>(n - x + 1), p);
}

inline double probability(std::uint64_t x, std::uint64_t n, double p) {
  return boost::math::pdf(boost::math::binomial(static_cast<double>(n), p), static_cast<double>(x));
}

/// Σ P(X = x)·value(x) for X ~ Bin(n, p), from the most probable x outwards until what is left cannot change the sum.
template <class Value>
double binomial_mean(std::uint64_t n, double p, Value value) {
  auto const mode = std::min(n, static_cast<std::uint64_t>((static_cast<double>(n) + 1) * p));
  double const top = probability(mode, n, p), odds = p / (1 - p);
  double sum = 0, weight = top;
  constexpr double negligible = 1e-18;
  for (auto x = mode; weight > negligible; ++x) {
    sum += weight * value(x);
    if (x == n) break;
    weight *= static_cast<double>(n - x) / static_cast<double>(x + 1) * odds;
  }
  weight = top;
  for (auto x = mode; x > 0; --x) {
    weight *= static_cast<double>(x) / static_cast<double>(n - x + 1) / odds;
    if (weight <= negligible) break;
    sum += weight * value(x - 1);
  }
  return sum;
}

}  // namespace CLINMETRICS_NAMESPACE::planning
