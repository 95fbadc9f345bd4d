// SPDX-License-Identifier: Apache-2.0
// Finds the ranges of many keys where the ranges are few: each key is compared with the limits of all of them, several keys at a time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::size_t most_few_ranges = 8;

/// The last key below each range but the first; the greatest key of all if there is no such range.
template <class Key>
using range_limits = std::array<Key, most_few_ranges - 1>;

/// Keys of consecutive rows, and the range of each.
template <class Key>
struct key_block {
  static constexpr std::size_t most = 512;
  std::size_t size;                        ///< at least 1
  alignas(64) std::array<Key, most> keys;  ///< those after the first `size` may be overwritten
  alignas(64) std::array<std::uint32_t, most> range;
};

/// How many keys are in each range, and the outermost keys.
template <class Key>
struct key_counts {
  Key lowest = std::numeric_limits<Key>::max(), highest = 0;
  std::array<std::uint32_t, most_few_ranges> of_range = {};
};

/// Finds the range of each key, and adds the keys to the counts.
void find_ranges(key_block<std::uint32_t>& block, range_limits<std::uint32_t> const& limits, key_counts<std::uint32_t>& counts);
void find_ranges(key_block<std::uint64_t>& block, range_limits<std::uint64_t> const& limits, key_counts<std::uint64_t>& counts);

}  // namespace CLINMETRICS_NAMESPACE
