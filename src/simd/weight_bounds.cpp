// SPDX-License-Identifier: Apache-2.0
#include "weight_bounds.hpp"

#include <algorithm>

#include "digits.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

weight_bounds bounds_of(ranked_pass const& pass, resampler const& weights) {
  weight_bounds bounds{!pass.weight.empty(), 1, pass.rows->n_rows()};
  if (bounds.is_weighted) {
    bounds.greatest_of_row = 0, bounds.replicate = 0;
    for (std::uint64_t const w : pass.weight) {
      bounds.greatest_of_row = std::max(bounds.greatest_of_row, w);
      bounds.replicate += w;
    }
  }
  if (weights.kind() == resampling::poisson) {
    bounds.replicate *= random::greatest_poisson_weight;
  } else {
    bounds.replicate *= greatest_byte;
    // As many units are drawn as there are. If each has one row, no draw adds more than the greatest row weight.
    if (!pass.rows->is_clustered)
      bounds.replicate = std::min(bounds.replicate, static_cast<u128>(bounds.greatest_of_row) * weights.n_units());
  }
  return bounds;
}

std::optional<ranked_sums> sums_for(weight_bounds const& bounds) {
  constexpr u128 narrow_end = u128{1} << 31;  // twice a sum fits into 32 bits
  constexpr u128 wide_end = u128{1} << 59;    // twice a sum fits into 60 bits
  if (bounds.replicate < narrow_end && !bounds.is_weighted) return ranked_sums::bytes;
  if (bounds.replicate < narrow_end && bounds.greatest_of_row <= digit_mask) return ranked_sums::narrow;
  if (bounds.replicate < wide_end) return ranked_sums::wide;
  return std::nullopt;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
