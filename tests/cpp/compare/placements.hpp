// SPDX-License-Identifier: Apache-2.0
// Doubled placements pair by pair, and the rows of breast_cancer.csv.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/compare/delong_covariance.hpp"
#include "inference/golden_table.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

struct scores_of_classes {
  std::vector<double> positive, negative;
};

struct doubled_placements {
  std::vector<std::uint32_t> positive, negative;

  explicit doubled_placements(scores_of_classes const& s) : positive(s.positive.size()), negative(s.negative.size()) {
    for (std::size_t i = 0; i < positive.size(); ++i)
      for (std::size_t j = 0; j < negative.size(); ++j) {
        std::uint32_t const doubled = s.positive[i] > s.negative[j] ? 2 : s.positive[i] == s.negative[j] ? 1 : 0;
        positive[i] += doubled, negative[j] += doubled;
      }
  }
  row_placements view() const { return {positive, negative}; }
};

inline auroc_covariance covariance_of(std::vector<doubled_placements> const& models) {
  std::vector<row_placements> views;
  for (auto const& m : models) views.push_back(m.view());
  return delong_covariance(views);
}

/// Malignant tumors are positive. Column 1: mean radius, 2: mean concave points, 3: worst perimeter.
inline scores_of_classes breast_cancer(std::size_t column) {
  scores_of_classes s;
  for (auto const& row : read_golden("compare/breast_cancer.csv")) (row[0] == 1 ? s.positive : s.negative).push_back(row[column]);
  return s;
}

inline std::vector<doubled_placements> three_models() {
  std::vector<doubled_placements> models;
  for (std::size_t column : {1, 2, 3}) models.emplace_back(breast_cancer(column));
  return models;
}

/// The sums of the placements of each unit, and its numbers of rows, from the units of the rows of each class.
struct clustered_placements {
  std::vector<std::vector<std::uint64_t>> positive, negative;
  std::vector<std::uint32_t> n_positive, n_negative;

  clustered_placements(std::vector<doubled_placements> const& models, std::vector<std::size_t> const& unit_positive,
                       std::vector<std::size_t> const& unit_negative, std::size_t n_units)
      : n_positive(n_units), n_negative(n_units) {
    for (std::size_t u : unit_positive) ++n_positive[u];
    for (std::size_t u : unit_negative) ++n_negative[u];
    for (auto const& m : models) {
      auto& x = positive.emplace_back(n_units);
      auto& y = negative.emplace_back(n_units);
      for (std::size_t i = 0; i < unit_positive.size(); ++i) x[unit_positive[i]] += m.positive[i];
      for (std::size_t i = 0; i < unit_negative.size(); ++i) y[unit_negative[i]] += m.negative[i];
    }
  }
  auroc_covariance covariance() const {
    std::vector<unit_placements> views;
    for (std::size_t k = 0; k < positive.size(); ++k) views.push_back({positive[k], negative[k]});
    return obuchowski_covariance(views, {n_positive, n_negative});
  }
};

/// The units of tests/golden/compare/make_compare.py.
inline clustered_placements three_clustered_models() {
  std::vector<std::size_t> unit_positive, unit_negative;
  auto const rows = read_golden("compare/breast_cancer.csv");
  for (std::size_t i = 0; i < rows.size(); ++i) (rows[i][0] == 1 ? unit_positive : unit_negative).push_back(i * i % 101);
  return {three_models(), unit_positive, unit_negative, 101};
}

/// Equals the table of another computation to a relative 1e-12.
inline void expect_covariances(auroc_covariance const& got, std::string const& name) {
  auto const rows = read_golden(name);
  ASSERT_EQ(rows.size(), got.size() * got.size());
  for (auto const& row : rows) {
    auto const a = static_cast<std::size_t>(row[0]), b = static_cast<std::size_t>(row[1]);
    EXPECT_LE(relative_error(got.aucs[a], row[2]), 1e-14);
    EXPECT_LE(relative_error(got.covariance(a, b), row[4]), 1e-12) << a << ' ' << b;
    EXPECT_LE(relative_error(got.variance_of_difference(a, b), row[5]), 1e-12) << a << ' ' << b;
  }
}

}  // namespace CLINMETRICS_NAMESPACE::testing
