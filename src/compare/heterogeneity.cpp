// SPDX-License-Identifier: Apache-2.0
// Sums over groups with weights 1/SE², and without.
#include "clinmetrics/compare/heterogeneity.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<value_and_se> usable(std::span<value_and_se const> groups) {
  std::vector<value_and_se> kept;
  for (auto const& g : groups)
    if (std::isfinite(g.value) && g.se > 0 && std::isnormal(g.se * g.se)) kept.push_back(g);  // so that 1/SE² is finite
  return kept;
}

/// Σ w(θ − m)², with m the mean of the values with weights w.
template <class Weight>
double weighted_squares(std::vector<value_and_se> const& groups, Weight&& weight) {
  double total = 0, weights = 0, squares = 0;
  for (auto const& g : groups) total += weight(g) * g.value, weights += weight(g);
  double const mean = total / weights;
  for (auto const& g : groups) squares += weight(g) * (g.value - mean) * (g.value - mean);
  return squares;
}

}  // namespace

group_heterogeneity heterogeneity(std::span<value_and_se const> groups) {
  auto const kept = usable(groups);
  group_heterogeneity h;
  h.n_groups = kept.size();
  if (kept.size() < 2) return h;
  auto const n = static_cast<double>(kept.size());
  double const q = weighted_squares(kept, [](value_and_se const& g) { return 1 / (g.se * g.se); });
  if (!std::isfinite(q)) return h;  // beyond the range of doubles
  h.cochran_q = {q, n - 1, boost::math::cdf(boost::math::complement(boost::math::chi_squared(n - 1), q))};
  h.i_squared = q > n - 1 ? (q - (n - 1)) / q : 0;
  double chance = 0;
  for (auto const& g : kept) chance += g.se * g.se;
  h.between_variance = weighted_squares(kept, [](value_and_se const&) { return 1.0; }) / (n - 1) - chance / n;
  return h;
}

}  // namespace CLINMETRICS_NAMESPACE
