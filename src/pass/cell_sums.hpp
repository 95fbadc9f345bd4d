// SPDX-License-Identifier: Apache-2.0
// Per cell of the score, in one replicate: the weight of the rows, and of those with the event.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/design.hpp"
#include "clinmetrics/fit/spline_calibration.hpp"
#include "pass/score_cells.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The cells of a group that have rows in one replicate.
struct filled_cells {
  std::vector<double> score, events, weight;
  std::vector<std::size_t> cell;  ///< the number of each among all cells

  risk_table table() const { return {score, events, weight}; }
};

class cell_sums {
 public:
  template <class Multiplicity>
  cell_sums(design const& rows, score_cells const& cells, std::uint8_t const* event, Multiplicity const& times, std::uint32_t lane)
      : cells_(cells), weight_(cells.n_cells()), events_(cells.n_cells()) {
    for (std::size_t row = 0; row < rows.n_rows(); ++row) {
      times.stop.check(row);
      auto const w = static_cast<double>(times(rows.unit_of(row), lane) * rows.weight_of(row));
      weight_[cells.of_row[row]] += w, events_[cells.of_row[row]] += event[row] ? w : 0;
    }
  }

  filled_cells of(std::size_t group) const {
    filled_cells out;
    for (std::size_t i = cells_.begin[group]; i < cells_.begin[group + 1]; ++i) {
      if (!(weight_[i] > 0)) continue;
      out.score.push_back(cells_.score[i]), out.cell.push_back(i);
      out.weight.push_back(weight_[i]), out.events.push_back(events_[i]);
    }
    return out;
  }

 private:
  score_cells const& cells_;
  std::vector<double> weight_, events_;
};

}  // namespace CLINMETRICS_NAMESPACE
