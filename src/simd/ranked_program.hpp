// SPDX-License-Identifier: Apache-2.0
// The ranked pass, compiled once for all tiles: the units to add, their order, and the steps between them.
//
// Rows are taken group by group, each group by descending score, and within equal scores the positives first (their order cannot matter).
// Therefore all groups of a partition together cost as much as one group. The pass consists of runs: some positives, then the negatives
// below them, all of which have the same number of positives above; a run costs one multiplication for any length.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "clinmetrics/core/unset_vector.hpp"
#include "clinmetrics/pass/ranked.hpp"
#include "tile.hpp"
#include "weight_bounds.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// Positives, then negatives. `is_tied`: all have the same score; otherwise each positive has a different score, above those of all
/// negatives.
struct ranked_run {
  std::uint8_t n_positive, n_negative, is_tied;
};

/// Up to 64 rows whose weights are summed in bytes before the wide sums are touched.
struct ranked_block {
  enum class kind : std::uint8_t {
    runs,      ///< complete runs
    tie_part,  ///< a part of one long tie: sums only
    tie_end,   ///< its last part
  };
  std::uint8_t n_rows, n_runs;
  kind what;
  bool ends_group;
  std::uint32_t n_cuts;  ///< cuts after this block
};

struct ranked_program {
  ranked_sums sums = ranked_sums::bytes;
  std::uint32_t n_digits = 0;         ///< of a row's own weight; 0: rows have no weights
  unset_vector<std::uint32_t> units;  ///< of each row in the order of the pass
  /// Of the row weights, run by run: pair by pair of positives, then pair by pair of negatives (the last pair of a class is padded). A
  /// positive that needs its own term of average precision, because it has no tie, is a pair of its own.
  std::vector<std::uint32_t> digits;
  std::vector<ranked_run> runs;
  std::vector<ranked_block> blocks;
  std::vector<std::uint32_t> groups;        ///< the groups with rows, in the order of the pass; each with all cuts
  std::vector<std::uint32_t> leading_cuts;  ///< of each such group: cuts above its first row
};

/// Empty if the bounds exceed every kernel. Cost O(rows + groups · cuts). Checks `stop` at intervals.
std::optional<ranked_program> compile(ranked_pass const& pass, weight_bounds const& bounds, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::simd
