// SPDX-License-Identifier: Apache-2.0
// Average precision: four distributions, four prevalences, 50 to 1,000 rows.
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<cell> precision_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (auto const& d : {binormal(auroc, 1), binormal(auroc, 3), binormal(auroc, 1.0 / 3), levels(auroc, five_levels, "5 levels")})
      for (auto const& p : prevalences)
        for (std::size_t const n : {50, 100, 250, 1000})
          cells.push_back({"average_precision", of_scores(d, p), {.n = n}, {{"average_precision", {"auto", "logit_bootstrap_sd"}}}});
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
