// SPDX-License-Identifier: Apache-2.0
// Poisson numbers by inversion of a 64-bit uniform. The table is computed with 128-bit integers only, so it is the same everywhere.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "clinmetrics/core/wide.hpp"

namespace CLINMETRICS_NAMESPACE {

class poisson_table {
 public:
  static constexpr int mean_bits = 40;

  /// mean = mean_fixed / 2^40, below about 2^7.
  explicit poisson_table(std::uint64_t mean_fixed) {
    // Relative probabilities by the recurrence p(k + 1) = p(k)·mean/(k + 1), both ways from the mode, where it is 2^80.
    auto const mode = static_cast<std::uint32_t>(mean_fixed >> mean_bits);
    std::vector<u128> below, above;
    u128 const top = static_cast<u128>(1) << 80;
    u128 p = top;
    for (std::uint32_t k = mode; k > 0 && p > 0; --k) below.push_back(p = (p * k << mean_bits) / mean_fixed);
    p = top;
    for (std::uint32_t k = mode; p > 0; ++k) above.push_back(p = p * mean_fixed / (k + 1) >> mean_bits);
    std::reverse(below.begin(), below.end());
    first_ = mode - static_cast<std::uint32_t>(below.size());
    std::vector<u128> mass = std::move(below);
    mass.push_back(top);
    mass.insert(mass.end(), above.begin(), above.end());
    u128 total = 0;
    for (auto m : mass) total += m;
    u128 sum = 0;
    for (auto m : mass) {
      sum += m;
      if (sum == total) break;                                            // from here on the distribution function is 1
      u128 const high = (sum << 40) / total, rest = (sum << 40) % total;  // ⌊sum·2^64/total⌋ in two steps
      cumulative_.push_back(static_cast<std::uint64_t>(high << 24 | (rest << 24) / total));
    }
  }

  /// The least k whose distribution function exceeds u/2^64.
  std::uint32_t operator()(std::uint64_t u) const {
    return first_ + static_cast<std::uint32_t>(std::upper_bound(cumulative_.begin(), cumulative_.end(), u) - cumulative_.begin());
  }

  std::uint32_t first() const { return first_; }                                ///< the least possible number
  std::vector<std::uint64_t> const& cumulative() const { return cumulative_; }  ///< ⌊2^64·P(X ≤ first + i)⌋

 private:
  std::uint32_t first_ = 0;
  std::vector<std::uint64_t> cumulative_;
};

}  // namespace CLINMETRICS_NAMESPACE
