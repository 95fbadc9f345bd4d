// SPDX-License-Identifier: Apache-2.0
// The row-sums pass, compiled once for all tiles. The order of rows does not matter, so they are sorted into runs: the rows of one group
// that belong to the same cells of all sums. Within a run only the weight and the amounts depend on the row, and the amounts are split into
// 15-bit digits.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "clinmetrics/pass/row_sums.hpp"
#include "tile.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// A sum with amounts uses `n_digits` digits from number `first_digit` on; a sum that counts uses none.
struct digit_range {
  std::uint32_t first_digit, n_digits;
};

struct row_sums_block {
  std::uint8_t n_rows;
  bool ends_run;
};

struct row_sums_program {
  static constexpr int digit_bits = 15;
  static constexpr std::uint32_t most_digits = 3;  ///< amounts below 2⁴⁵

  std::vector<digit_range> sums;
  std::uint32_t n_digits = 0;        ///< of a row, over all sums
  std::vector<std::uint32_t> units;  ///< of each row in the order of the pass
  std::vector<row_sums_block> blocks;
  std::vector<std::uint32_t>
      digits;  ///< block by block, pair of rows by pair of rows (the last one padded): first row's digit | second's << 16
  std::vector<std::uint32_t> run_group;  ///< of each run
  std::vector<std::uint32_t> run_cells;  ///< [run][sum]
};

/// Empty if an amount is too large.
std::optional<row_sums_program> compile(row_sums_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::simd
