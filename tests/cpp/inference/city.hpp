// SPDX-License-Identifier: Apache-2.0
// The city data of Davison and Hinkley (1997, table 2.1), the ratio of their means, and its bootstrap.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "clinmetrics/inference/jackknife_se.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

inline constexpr std::array<double, 10> city_1920{138, 93, 61, 179, 48, 37, 29, 23, 30, 2};
inline constexpr std::array<double, 10> city_1930{143, 104, 69, 260, 75, 63, 50, 48, 111, 50};
inline constexpr double city_ratio = 973.0 / 640;

inline std::vector<double> city_replicates(std::size_t n_replicates, std::uint64_t seed) {
  dice roll(seed);
  std::vector<double> out(n_replicates);
  for (double& r : out) {
    double u = 0, x = 0;
    for (int i = 0; i < 10; ++i) {
      auto const drawn = roll.below(10);
      u += city_1920[drawn], x += city_1930[drawn];
    }
    r = x / u;
  }
  return out;
}

/// Empirical influence values as R's boot prints them (empinf), put as delete-one values: L = (n − 1)(mean − θ₋ᵢ).
inline std::vector<delete_one> city_influence() {
  std::vector<delete_one> out;
  for (double l : {-1.0436781528, -.5841776310, -.3709245903, -.1895899565, .0316414160, .1054487846, .0923634496, .2036507417,
                   1.0217827978, .7338113223})
    out.push_back({-l / 9});
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::testing
