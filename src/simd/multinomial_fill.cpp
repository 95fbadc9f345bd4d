// SPDX-License-Identifier: Apache-2.0
// Multinomial weights, stratum by stratum: independent weights (independent_fill.cpp), whose sums are then corrected (single_draws.cpp).
#include "multinomial_fill.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

multinomial_fill::multinomial_fill(resampler const& weights) : weights_(weights) {
  for (auto const& law : weights.laws()) shuffles_.emplace_back(law.weight_of_byte().data());
}

bool multinomial_fill::operator()(std::uint32_t first, std::uint8_t* tile, stop_flag stop) const {
  philox_lanes const lanes_of_tile(weights_.seed(), first / lanes);
  for (auto const& s : weights_.strata()) {
    stop.check(s.begin);
    stratum_tile const part{lanes_of_tile, weights_.stream(), first, s, tile + std::size_t{s.begin} * tile_width};
    auto const totals = fill_independent(part, weights_.laws()[s.law], shuffles_[s.law], stop);
    if (!correct_sums(part, totals, weights_.seed(), stop)) return false;
  }
  return true;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
