// SPDX-License-Identifier: Apache-2.0
// The rows of a row-sums pass, sorted into runs: the rows of one group that belong to the same cells of all sums. The backends that compile
// the pass begin with them, because within a run only weights and amounts depend on the row.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/pass/row_sums.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Runs are in the order of their group and cells, rows within a run in the order of their numbers. No run is empty.
struct row_runs {
  std::vector<std::uint32_t> row;
  std::vector<std::uint32_t> begin;  ///< the place in `row` where each run begins; then the number of rows
  std::size_t size() const { return begin.size() - 1; }
  std::span<std::uint32_t const> operator[](std::size_t run) const {
    return std::span(row).subspan(begin[run], begin[run + 1] - begin[run]);
  }
};

CLINMETRICS_EXPORT row_runs sort_into_runs(row_sums_pass const& pass, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE
