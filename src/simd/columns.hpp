// SPDX-License-Identifier: Apache-2.0
// Copies values from a tile's positions to the columns of a slot block.
#pragma once
#include <algorithm>
#include <cstdint>

#include "clinmetrics/pass/slots.hpp"
#include "tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// The replicates of one tile that were asked for.
struct tile_columns {
  std::uint32_t begin, end;  ///< replicates of the tile, within [0, 128)
  std::size_t column;        ///< of replicate `begin`

  /// Calls f(column, position, n) for runs of replicates that are neighbours in both.
  template <class F>
  void for_each_run(F const& f) const {
    for (std::uint32_t r = begin; r < end;) {
      std::uint32_t const n = std::min(end, (r / consecutive_replicates + 1) * consecutive_replicates) - r;
      f(column + (r - begin), position_of(r), n);
      r += n;
    }
  }
};

/// Writes one slot of one group: value[position].
inline void store_slot(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns, std::uint64_t const* value) {
  columns.for_each_run(
      [&](std::size_t column, std::uint32_t position, std::uint32_t n) { std::copy_n(value + position, n, &out.at(slot, group, column)); });
}

/// Adds to one slot of one group.
inline void add_slot(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns, std::uint64_t const* value) {
  columns.for_each_run([&](std::size_t column, std::uint32_t position, std::uint32_t n) {
    std::uint64_t* const to = &out.at(slot, group, column);
    for (std::uint32_t i = 0; i < n; ++i) to[i] += value[position + i];
  });
}

/// Adds to a 128-bit sum of one group: this slot and the next.
inline void add_wide_slot(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns, std::uint64_t const* low,
                          std::uint64_t const* high) {
  columns.for_each_run([&](std::size_t column, std::uint32_t position, std::uint32_t n) {
    std::uint64_t *const to_low = &out.at(slot, group, column), *const to_high = &out.at(slot + 1, group, column);
    for (std::uint32_t i = 0; i < n; ++i) add_wide(to_low[i], to_high[i], wide(low[position + i], high[position + i]));
  });
}

}  // namespace CLINMETRICS_NAMESPACE::simd
