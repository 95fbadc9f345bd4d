// SPDX-License-Identifier: Apache-2.0
// How often a row counts in each of up to 16 replicates that are processed together: its unit's bootstrap weight times its sample weight.
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The point value: one "replicate" in which each unit counts once.
struct once {
  stop_flag stop = {};
  static constexpr std::uint32_t count = 1;
  /// One T for each replicate.
  template <class T>
  static std::array<T, 1> per_lane() {
    return {};
  }
  std::uint32_t operator()(std::uint32_t /*unit*/, std::uint32_t /*lane*/) const { return 1; }
};

/// Weights that a resampler has filled.
struct drawn {
  std::uint32_t count;                    ///< replicates that are processed together, at most 16
  std::span<std::uint32_t const> weight;  ///< [unit][lane]
  stop_flag stop = {};
  template <class T>
  std::vector<T> per_lane() const {
    return std::vector<T>(count);
  }
  std::uint32_t operator()(std::uint32_t unit, std::uint32_t lane) const { return weight[std::size_t{unit} * count + lane]; }
};

}  // namespace CLINMETRICS_NAMESPACE
