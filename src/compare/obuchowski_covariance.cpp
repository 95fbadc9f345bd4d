// SPDX-License-Identifier: Apache-2.0
// Obuchowski's covariances from the sums of the placements of each unit.
#include <algorithm>
#include <cmath>
#include <utility>

#include "auroc_matrices.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using counts = std::span<std::uint32_t const>;
using sums = std::span<std::uint64_t const>;

struct totals {
  double n_positive = 0, n_negative = 0;                     // rows
  double units = 0, positive_units = 0, negative_units = 0;  // units without rows are not counted
};

totals count(unit_counts const& units) {
  totals t;
  for (std::size_t i = 0; i < units.positive.size(); ++i) {
    t.n_positive += units.positive[i], t.n_negative += units.negative[i];
    t.positive_units += units.positive[i] > 0, t.negative_units += units.negative[i] > 0;
    t.units += units.positive[i] > 0 || units.negative[i] > 0;
  }
  return t;
}

double correction(double n_units) { return n_units / (n_units - 1); }

/// Sums over units of the products of the deviations of two models: of the positive rows, of the negative rows, and of one with the other.
struct products {
  double positive = 0, negative = 0, mixed = 0;

  void add(double x, double y, double other_x, double other_y) {
    positive += x * other_x, negative += y * other_y, mixed += x * other_y + y * other_x;
  }
  void operator+=(products const& p) { positive += p.positive, negative += p.negative, mixed += p.mixed; }
  double variance(totals const& t) const {
    return correction(t.positive_units) * positive / (t.n_positive * t.n_positive) +
           correction(t.negative_units) * negative / (t.n_negative * t.n_negative) +
           correction(t.units) * mixed / (t.n_positive * t.n_negative);
  }
};

/// X_i − m_i·A of the units of one block, for the rows of one class.
void deviations(sums of_units, counts rows, double n_others, double auc, std::size_t first, std::vector<double>& out) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<double>(of_units[first + i]) / (2 * n_others) - rows[first + i] * auc;
}

/// The products of each pair, and those of the differences of each pair with themselves.
struct all_products {
  std::vector<products> of_pair, of_difference;

  void add_block(std::vector<std::vector<double>> const& x, std::vector<std::vector<double>> const& y) {
    for (std::size_t a = 0; a < x.size(); ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        products pair, difference;
        for (std::size_t i = 0; i < x[a].size(); ++i) {
          pair.add(x[a][i], y[a][i], x[b][i], y[b][i]);
          double const dx = x[a][i] - x[b][i], dy = y[a][i] - y[b][i];
          difference.add(dx, dy, dx, dy);
        }
        of_pair[a * x.size() + b] += pair, of_difference[a * x.size() + b] += difference;
      }
  }
};

all_products sum_over_units(std::span<unit_placements const> models, unit_counts const& units, totals const& t,
                            std::vector<double> const& aucs) {
  constexpr std::size_t block = 1024;  // the deviations of a block stay in the cache for all pairs
  std::size_t const k = models.size(), n = units.positive.size();
  all_products result{std::vector<products>(k * k), std::vector<products>(k * k)};
  for (std::size_t first = 0; first < n; first += block) {
    std::vector<std::vector<double>> x(k, std::vector<double>(std::min(block, n - first))), y = x;
    for (std::size_t a = 0; a < k; ++a) {
      deviations(models[a].positive, units.positive, t.n_negative, aucs[a], first, x[a]);
      deviations(models[a].negative, units.negative, t.n_positive, aucs[a], first, y[a]);
    }
    result.add_block(x, y);
  }
  return result;
}

}  // namespace

auroc_covariance obuchowski_covariance(std::span<unit_placements const> models, unit_counts const& units) {
  auto const t = count(units);
  if (t.n_positive == 0 || t.n_negative == 0) return detail::matrices(models.size(), std::nan(""));
  auto result = detail::matrices(models.size(), 0);
  for (std::size_t a = 0; a < models.size(); ++a) {
    std::uint64_t doubled = 0;
    for (std::uint64_t x : models[a].positive) doubled += x;
    result.aucs[a] = static_cast<double>(doubled) / (2 * t.n_positive * t.n_negative);
  }
  if (t.positive_units < 2 || t.negative_units < 2) return detail::without_variances(std::move(result));
  auto const sums = sum_over_units(models, units, t, result.aucs);
  for (std::size_t a = 0; a < models.size(); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      std::size_t const pair = a * models.size() + b;
      detail::add_to_pair(result, a, b, sums.of_pair[pair].variance(t), sums.of_difference[pair].variance(t));
    }
  return result;
}

}  // namespace CLINMETRICS_NAMESPACE
