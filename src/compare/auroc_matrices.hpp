// SPDX-License-Identifier: Apache-2.0
// Fills the matrices of the AUROCs of several models, which are symmetric.
#pragma once
#include <cmath>
#include <utility>
#include <vector>

#include "clinmetrics/compare/delong_covariance.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

inline auroc_covariance matrices(std::size_t n_models, double fill) {
  std::vector<double> const square(n_models * n_models, fill);
  return {std::vector<double>(n_models, fill), square, square};
}

/// The AUROCs alone: DeLong's variances do not exist.
inline auroc_covariance without_variances(auroc_covariance m) {
  auto aucs = std::move(m.aucs);
  m = matrices(aucs.size(), std::nan(""));
  m.aucs = std::move(aucs);
  return m;
}

/// Adds to the entries (a, b) and (b, a).
inline void add_to_pair(auroc_covariance& m, std::size_t a, std::size_t b, double covariance, double variance_of_difference) {
  m.covariances[a * m.size() + b] += covariance;
  m.variances_of_differences[a * m.size() + b] += variance_of_difference;
  m.covariances[b * m.size() + a] = m.covariances[a * m.size() + b];
  m.variances_of_differences[b * m.size() + a] = m.variances_of_differences[a * m.size() + b];
}

}  // namespace CLINMETRICS_NAMESPACE::detail
