// SPDX-License-Identifier: Apache-2.0
// Numbers for test data: SplitMix64, seeded, the same on every machine.
#pragma once
#include <cstdint>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

class dice {
 public:
  explicit dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()() {
    std::uint64_t x = state_ += 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    x = (x ^ x >> 27) * 0x94D049BB133111EBu;
    return x ^ x >> 31;
  }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(((*this)() >> 32) * n >> 32); }
  double uniform() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }  ///< in [0, 1)

 private:
  std::uint64_t state_;
};

}  // namespace CLINMETRICS_NAMESPACE::testing
