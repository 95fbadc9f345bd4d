// SPDX-License-Identifier: Apache-2.0
// The row-sums pass, compiled once for all tiles. The order of rows does not matter, so they are sorted into runs: the rows of one group
// that belong to the same cells of all sums. Within a run only the replicate weight and the factors depend on the row. A factor is an
// amount times the row's own weight, or the row's own weight where a sum counts; it is split into digits.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/core/unset_vector.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "digits.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// The digits of a factor among the digits of a row.
struct digit_range {
  std::uint32_t first_digit, n_digits;
};

struct row_sums_block {
  std::uint8_t n_rows;
  bool ends_run;
};

struct row_sums_program {
  static constexpr std::uint32_t no_factor = ~std::uint32_t{0};

  std::vector<digit_range> factors;      ///< those that are not 0 in all rows; sums that count share one
  std::vector<std::uint32_t> factor_of;  ///< of each sum; no_factor: it counts rows without weights, or all amounts are 0
  bool counts_rows = false;              ///< some sum counts rows without weights
  std::uint32_t n_digits = 0;            ///< of a row, over all factors
  unset_vector<std::uint32_t> units;     ///< of each row in the order of the pass
  std::vector<row_sums_block> blocks;
  std::vector<std::uint32_t> digits;     ///< block by block, pair of rows by pair of rows (the last one padded), digit by digit
  std::vector<std::uint32_t> run_group;  ///< of each run
  std::vector<std::uint32_t> run_cells;  ///< [run][sum]
};

row_sums_program compile(row_sums_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::simd
