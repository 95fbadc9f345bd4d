// SPDX-License-Identifier: Apache-2.0
// Steps through the p values in ascending or descending order.
#include "clinmetrics/compare/multiplicity.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// The positions of the p values that are numbers, the least first.
std::vector<std::size_t> ascending(std::span<double const> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

std::vector<double> holm(std::span<double const> p_values) {
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  auto const order = ascending(p_values);
  double most = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    most = std::max(most, p_values[order[i]] * static_cast<double>(order.size() - i));
    adjusted[order[i]] = std::min(most, 1.0);
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<double const> p_values) {
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  auto const order = ascending(p_values);
  double least = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    least = std::min(least, p_values[order[i]] * static_cast<double>(order.size()) / static_cast<double>(i + 1));
    adjusted[order[i]] = least;
  }
  return adjusted;
}

double sidak_level(double level, std::size_t n_intervals) {
  double const tail = one_tail(level);
  if (n_intervals < 2) return level;
  return 1 + 2 * std::expm1(std::log1p(-tail) / static_cast<double>(n_intervals));
}

}  // namespace CLINMETRICS_NAMESPACE
