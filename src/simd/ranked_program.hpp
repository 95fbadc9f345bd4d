// SPDX-License-Identifier: Apache-2.0
// The ranked pass, spelt out once for all tiles: which units to add, in which order, and what to do between them.
//
// Rows are taken group by group, each group by descending score, and within equal scores the positives first (their order cannot matter).
// So the groups of a partition cost what one group costs. The walk falls into runs: some positives, then the negatives below them, all of
// which meet the same number of positives above; a run costs one multiplication however long it is.
#pragma once
#include <cstdint>
#include <vector>

#include "clinmetrics/tally/ranked.hpp"
#include "tile.hpp"

namespace clinmetrics::simd {

/// Positives, then negatives. `is_tied`: all of them have one score; else each positive has a score of its own, above all the negatives'.
struct ranked_run {
  std::uint8_t n_positive, n_negative, is_tied;
};

/// Up to 64 rows whose weights are summed in bytes before the wide sums are touched.
struct ranked_block {
  enum class kind : std::uint8_t {
    runs,      ///< whole runs
    tie_part,  ///< a part of one long run of equal scores: sums only
    tie_end,   ///< its last part
  };
  std::uint8_t n_rows, n_runs;
  kind what;
  bool ends_group;
  std::uint32_t n_cuts;  ///< cuts to be taken behind this block
};

struct ranked_program {
  std::vector<std::uint32_t> units;  ///< of each row in the order of the walk
  std::vector<ranked_run> runs;
  std::vector<ranked_block> blocks;
  std::vector<std::uint32_t> groups;        ///< those that have rows, in the order of the walk; each with all cuts
  std::vector<std::uint32_t> leading_cuts;  ///< of each such group: cuts above its first row
};

/// Cost O(rows + groups · cuts). Looks at `stop` now and then.
ranked_program compile(ranked_pass const& pass, stop_flag stop);

}  // namespace clinmetrics::simd
