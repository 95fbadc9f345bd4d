// SPDX-License-Identifier: Apache-2.0
// DeLong's covariances from exact sums of whole numbers.
#include "clinmetrics/compare/delong_covariance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "auroc_matrices.hpp"
#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using column = std::span<std::uint32_t const>;

/// The sums of the doubled placements of each model, and the sums of their products for each pair, over the rows of one class.
struct exact_sums {
  std::vector<std::uint64_t> of_model;
  std::vector<u128> of_pair;  ///< k × k; the part b <= a
};

/// Sums over blocks: the products of a block fit into 64 bits, and the columns of a block stay in the cache for all pairs.
exact_sums sum_over_rows(std::vector<column> const& columns, std::uint64_t greatest) {
  std::size_t const k = columns.size(), n = columns[0].size();
  std::uint64_t const most_products = greatest ? std::numeric_limits<std::uint64_t>::max() / (greatest * greatest) : 4096;
  std::size_t const block = std::clamp<std::uint64_t>(most_products, 1, 4096);
  exact_sums sums{std::vector<std::uint64_t>(k), std::vector<u128>(k * k)};
  for (std::size_t first = 0; first < n; first += block) {
    std::size_t const last = std::min(n, first + block);
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t i = first; i < last; ++i) sums.of_model[a] += columns[a][i];
      for (std::size_t b = 0; b <= a; ++b) {
        std::uint64_t products = 0;
        for (std::size_t i = first; i < last; ++i) products += static_cast<std::uint64_t>(columns[a][i]) * columns[b][i];
        sums.of_pair[a * k + b] += products;
      }
    }
  }
  return sums;
}

/// Adds the part of one class. n·Σvw − Σv·Σw is below 2^127 for fewer than 2^31 rows with placements below 2^32.
void add_class(auroc_covariance& result, exact_sums const& sums, double n_rows, double n_others) {
  if (n_rows < 2) return;
  std::size_t const k = result.size();
  double const scale = 1 / (n_rows * n_rows * (n_rows - 1) * (2 * n_others) * (2 * n_others));
  auto const n = static_cast<i128>(n_rows);
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

auroc_covariance delong_covariance(std::span<row_placements const> models) {
  if (models.empty()) return {};
  std::vector<column> positive, negative;
  for (auto const& m : models) positive.push_back(m.positive), negative.push_back(m.negative);
  std::size_t const n_positive = positive[0].size(), n_negative = negative[0].size();
  if (n_positive == 0 || n_negative == 0) return detail::matrices(models.size(), std::nan(""));

  auto result = detail::matrices(models.size(), 0);
  auto const of_positive = sum_over_rows(positive, 2 * n_negative), of_negative = sum_over_rows(negative, 2 * n_positive);
  auto const n = static_cast<double>(n_positive), m = static_cast<double>(n_negative);
  for (std::size_t a = 0; a < models.size(); ++a) result.aucs[a] = static_cast<double>(of_positive.of_model[a]) / (2 * n * m);
  add_class(result, of_positive, n, m);
  add_class(result, of_negative, m, n);
  return result;
}

}  // namespace CLINMETRICS_NAMESPACE
