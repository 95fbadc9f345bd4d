// SPDX-License-Identifier: Apache-2.0
// The distinct scores of each group, ascending, and the cell of each row: what fits of the outcome on the score read.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"

namespace CLINMETRICS_NAMESPACE {

struct score_cells {
  std::vector<std::uint32_t> of_row;  ///< the cell of each row, numbered over all groups
  std::vector<std::size_t> begin{0};  ///< the first cell of each group, then the number of cells
  std::vector<double> score;          ///< of each cell
  std::vector<double> weight;         ///< of each cell: the sum of the weights of its rows

  std::size_t n_cells() const { return score.size(); }
  std::size_t n_cells(std::size_t group) const { return begin[group + 1] - begin[group]; }
  template <class T>
  std::span<T const> of(std::size_t group, std::vector<T> const& column) const {
    return std::span(column).subspan(begin[group], n_cells(group));
  }
};

/// `order`: of all rows. `score`: of each row.
score_cells distinct_scores(design const& rows, partition const& groups, ranked_order const& order, std::span<double const> score);

/// The number of the joined cell of each distinct risk, ascending from 0: neighboring risks are joined as tally/calibration_curve.hpp says.
std::vector<std::uint32_t> join_neighbors(std::span<double const> risk, std::span<double const> weight);

/// The same with joined neighbors in each group. The score of a joined cell is the weighted mean of its rows.
score_cells joined_risks(score_cells const& distinct);

}  // namespace CLINMETRICS_NAMESPACE
