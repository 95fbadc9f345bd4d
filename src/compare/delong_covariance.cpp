// SPDX-License-Identifier: Apache-2.0
// DeLong's covariances from exact sums of whole numbers.
#include "placement_products.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "auroc_matrices.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace detail {

/// Sums over blocks: the products of a block fit into 64 bits, and the columns of a block stay in the cache for all pairs.
void placement_products::add(std::span<std::span<std::uint32_t const> const> models, std::uint64_t greatest) {
  std::size_t const k = models.size(), n = models[0].size();
  std::uint64_t const most_products = greatest ? std::numeric_limits<std::uint64_t>::max() / (greatest * greatest) : 4096;
  std::size_t const block = std::clamp<std::uint64_t>(most_products, 1, 4096);
  n_rows += n;
  for (std::size_t first = 0; first < n; first += block) {
    std::size_t const last = std::min(n, first + block);
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t i = first; i < last; ++i) of_model[a] += models[a][i];
      for (std::size_t b = 0; b <= a; ++b) {
        std::uint64_t products = 0;
        for (std::size_t i = first; i < last; ++i) products += static_cast<std::uint64_t>(models[a][i]) * models[b][i];
        of_pair[a * k + b] += products;
      }
    }
  }
}

placement_products& placement_products::operator+=(placement_products const& o) {
  n_rows += o.n_rows;
  for (std::size_t i = 0; i < of_model.size(); ++i) of_model[i] += o.of_model[i];
  for (std::size_t i = 0; i < of_pair.size(); ++i) of_pair[i] += o.of_pair[i];
  return *this;
}

}  // namespace detail

namespace {

/// Adds the part of one class. n·Σvw − Σv·Σw is below 2^127 for fewer than 2^31 rows with placements below 2^32.
void add_class(auroc_covariance& result, detail::placement_products const& sums, double n_others) {
  auto const n_rows = static_cast<double>(sums.n_rows);
  std::size_t const k = result.size();
  double const scale = 1 / (n_rows * n_rows * (n_rows - 1) * (2 * n_others) * (2 * n_others));
  auto const n = static_cast<i128>(sums.n_rows);
  auto const product = [&](std::size_t a, std::size_t b) { return static_cast<i128>(sums.of_pair[a * k + b]); };
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      i128 const sum_a = sums.of_model[a], sum_b = sums.of_model[b], difference = sum_a - sum_b;
      i128 const covariance = n * product(a, b) - sum_a * sum_b;
      i128 const of_difference = n * (product(a, a) + product(b, b) - 2 * product(a, b)) - difference * difference;
      detail::add_to_pair(result, a, b, static_cast<double>(covariance) * scale, static_cast<double>(of_difference) * scale);
    }
}

}  // namespace

double auroc_covariance::correlation(std::size_t a, std::size_t b) const {
  double const r = covariance(a, b) / std::sqrt(variance(a) * variance(b));
  return std::isfinite(r) ? std::clamp(r, -1.0, 1.0) : std::nan("");
}

auroc_covariance detail::delong_covariance(placement_products const& positive, placement_products const& negative) {
  std::size_t const k = positive.of_model.size();
  if (positive.n_rows == 0 || negative.n_rows == 0) return matrices(k, std::nan(""));
  auto result = matrices(k, 0);
  auto const n = static_cast<double>(positive.n_rows), m = static_cast<double>(negative.n_rows);
  for (std::size_t a = 0; a < k; ++a) result.aucs[a] = static_cast<double>(positive.of_model[a]) / (2 * n * m);
  if (n < 2 || m < 2) return without_variances(std::move(result));
  add_class(result, positive, m);
  add_class(result, negative, n);
  return result;
}

auroc_covariance delong_covariance(std::span<row_placements const> models) {
  if (models.empty()) return {};
  std::vector<std::span<std::uint32_t const>> positive, negative;
  for (auto const& m : models) positive.push_back(m.positive), negative.push_back(m.negative);
  detail::placement_products of_positive(models.size()), of_negative(models.size());
  of_positive.add(positive, 2 * negative[0].size()), of_negative.add(negative, 2 * positive[0].size());
  return detail::delong_covariance(of_positive, of_negative);
}

}  // namespace CLINMETRICS_NAMESPACE
