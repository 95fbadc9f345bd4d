// SPDX-License-Identifier: Apache-2.0
// Random numbers of one simulated sample: a pure function of (seed, cell, sample), so that the table does not depend on the threads.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "clinmetrics/random/philox.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

class draws {
 public:
  draws(std::uint64_t seed, std::uint32_t cell, std::uint32_t sample) : seed_(seed), cell_(cell), sample_(sample) {}

  /// In (0, 1).
  double uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }

  /// From 0 to n − 1.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(uniform() * static_cast<double>(n)); }

  /// Standard normal, by Marsaglia's polar method (Marsaglia & Bray 1964, doi:10.1137/1006063).
  double normal() {
    if (has_second_) return has_second_ = false, second_;
    double a, b, square;
    do a = 2 * uniform() - 1, b = 2 * uniform() - 1, square = a * a + b * b;
    while (square >= 1);
    double const factor = std::sqrt(-2 * std::log(square) / square);
    has_second_ = true, second_ = b * factor;
    return a * factor;
  }

 private:
  std::uint64_t next() {
    if (has_word_) return has_word_ = false, word_;
    auto const block = random::philox({index_++, cell_, sample_, 0xC0FE}, seed_);
    has_word_ = true, word_ = random::word_of(block, 1);
    return random::word_of(block, 0);
  }

  std::uint64_t seed_, word_ = 0;
  std::uint32_t cell_, sample_, index_ = 0;
  double second_ = 0;
  bool has_word_ = false, has_second_ = false;
};

}  // namespace CLINMETRICS_NAMESPACE::coverage
