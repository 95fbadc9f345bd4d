// SPDX-License-Identifier: Apache-2.0
// Restricted cubic splines: cubic between the knots, straight lines outside.
//
// With knots t_1 < … < t_k the basis is x and, for j = 1 … k − 2,
//   [(x − t_j)₊³ − (x − t_{k−1})₊³·(t_k − t_j)/(t_k − t_{k−1}) + (x − t_k)₊³·(t_{k−1} − t_j)/(t_k − t_{k−1})] / (t_k − t_1)².
// Fewer than three knots: x alone.
//
// Knots are quantiles (type 7) of x: .1 .5 .9 for three, .05 .35 .65 .95 for four, .05 .275 .5 .725 .95 for five. Equal ones are joined.
// Reference: Harrell FE. Regression Modeling Strategies, 2nd ed. Springer 2015, section 2.4.5 and table 2.3.
// doi:10.1007/978-3-319-19425-7
#pragma once
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The q quantile (type 7) of ascending numbers, of which x[i] counts weight[i] times; fractions of a count are allowed.
CLINMETRICS_EXPORT double weighted_quantile(std::span<double const> x, std::span<double const> weight, double q);

/// Harrell's 3, 4 or 5 knots of ascending numbers with weights.
CLINMETRICS_EXPORT std::vector<double> spline_knots(std::span<double const> x, std::span<double const> weight, int n_knots);

class spline_basis {
 public:
  explicit spline_basis(std::vector<double> knots) : knots_(std::move(knots)) {}
  std::size_t n_terms() const { return knots_.size() < 3 ? 1 : knots_.size() - 1; }
  /// Writes the terms at x.
  CLINMETRICS_EXPORT void at(double x, std::span<double> terms) const;

 private:
  std::vector<double> knots_;
};

}  // namespace CLINMETRICS_NAMESPACE
