// SPDX-License-Identifier: Apache-2.0
// Sums of doubled placements, in exact integers, and the spread that follows from them.
#pragma once
#include <cstdint>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Doubled placements V of rows of one class: their number, ΣV, ΣV².
struct placement_sums {
  std::uint64_t n = 0;
  u128 sum = 0, squares = 0;
  void add(std::uint64_t count, std::uint64_t v) {
    n += count, sum += static_cast<u128>(count) * v, squares += static_cast<u128>(v) * v * count;
  }

  placement_sums& operator+=(placement_sums const& o) { return n += o.n, sum += o.sum, squares += o.squares, *this; }

  /// Those of V + by.
  placement_sums raised(std::uint64_t by) const {
    u128 const of_all = static_cast<u128>(by) * n;
    return {n, sum + of_all, squares + 2 * by * sum + of_all * by};
  }
  /// Those of top − V.
  placement_sums below(std::uint64_t top) const {
    u128 const of_all = static_cast<u128>(top) * n;
    return {n, of_all - sum, of_all * top - 2 * top * sum + squares};
  }

  /// Σ(V − mean)², on the scale on which `others` rows on the losing side are 1.
  double spread(std::uint64_t others) const {
    if (n == 0 || others == 0) return 0;
    u128 const mean = sum / n, rest = sum % n;  // ΣV² − (ΣV)²/n, with (ΣV)²/n = mean²·n + 2·mean·rest + rest²/n, keeps within 128 bits
    double const size = static_cast<double>(n), part = static_cast<double>(rest);
    double const spread = static_cast<double>(squares - mean * mean * n - 2 * mean * rest) - part * part / size;
    double const whole = 2 * static_cast<double>(others);
    return spread / (whole * whole);
  }
};

/// Those of some positive and some negative rows, each against the others.
struct sums_of_both {
  placement_sums of_positives, of_negatives;
  class_spread spread() const { return {of_positives.spread(of_negatives.n), of_negatives.spread(of_positives.n)}; }
  double auroc() const {
    return static_cast<double>(of_positives.sum) / (2 * static_cast<double>(of_positives.n) * static_cast<double>(of_negatives.n));
  }
};

}  // namespace CLINMETRICS_NAMESPACE::engine
