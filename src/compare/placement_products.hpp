// SPDX-License-Identifier: Apache-2.0
// The exact sums from which DeLong's covariances follow. Those of some rows are added to those of others, in any order.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/compare/delong_covariance.hpp"
#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// Over rows of one class: their number, the sums of the doubled placements of each model, and the sums of their products for each pair.
struct placement_products {
  std::uint64_t n_rows = 0;
  std::vector<std::uint64_t> of_model;
  std::vector<u128> of_pair;  ///< k × k; the part b <= a

  explicit placement_products(std::size_t n_models) : of_model(n_models), of_pair(n_models * n_models) {}
  /// The placements of each model, of the same rows; none is above `greatest`.
  void add(std::span<std::span<std::uint32_t const> const> models, std::uint64_t greatest);
  placement_products& operator+=(placement_products const& o);
};

/// From the sums over all rows of each class.
auroc_covariance delong_covariance(placement_products const& positive, placement_products const& negative);

}  // namespace CLINMETRICS_NAMESPACE::detail
