// SPDX-License-Identifier: Apache-2.0
#include "grids.hpp"

#include <utility>

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<cell> all_cells() {
  std::vector<cell> cells;
  for (auto const& grid : {&auroc_grid, &precision_grid, &decision_grid, &risk_grid, &patient_grid, &weight_grid, &held_out_grid,
                           &model_grid, &model_patient_grid, &group_grid})
    for (auto& c : grid()) cells.push_back(std::move(c));
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
