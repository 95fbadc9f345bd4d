// SPDX-License-Identifier: Apache-2.0
// The by-row pass, spelt out once for all tiles. Rows may be taken in any order, so they are dealt to runs: the rows of one group that go
// to the same cells of all sums. Within a run nothing depends on the row but its weight and its amounts, and those are cut into 15-bit
// digits.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "clinmetrics/tally/by_row.hpp"
#include "tile.hpp"

namespace clinmetrics::simd {

/// A sum with amounts takes `n_digits` digits from number `first_digit` on; one that counts takes none.
struct digit_range {
  std::uint32_t first_digit, n_digits;
};

struct by_row_block {
  std::uint8_t n_rows;
  bool ends_run;
};

struct by_row_program {
  static constexpr int digit_bits = 15;
  static constexpr std::uint32_t most_digits = 3;  ///< amounts below 2⁴⁵

  std::vector<digit_range> sums;
  std::uint32_t n_digits = 0;        ///< of a row, over all sums
  std::vector<std::uint32_t> units;  ///< of each row in the order of the walk
  std::vector<by_row_block> blocks;
  std::vector<std::uint32_t>
      digits;  ///< block by block, pair of rows by pair of rows (the last one padded): first row's digit | second's << 16
  std::vector<std::uint32_t> run_group;  ///< of each run
  std::vector<std::uint32_t> run_cells;  ///< [run][sum]
};

/// Nothing where an amount is too large.
std::optional<by_row_program> compile(by_row_pass const& pass, stop_flag stop);

}  // namespace clinmetrics::simd
