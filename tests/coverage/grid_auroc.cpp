// SPDX-License-Identifier: Apache-2.0
// The AUROC: six distributions of scores, 1 to 100 positive rows, 10 to 495 negative rows.
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

std::vector<distribution> ranking_distributions(double auroc) {
  return {binormal(auroc, 1), binormal(auroc, 3), binormal(auroc, 1.0 / 3), levels(auroc, five_levels, "5 levels"),
          exponential(auroc), undetectable(auroc)};
}

}  // namespace

std::vector<cell> auroc_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.6, .75, .9, .95, .98})
    for (auto const& d : ranking_distributions(auroc))
      for (std::size_t const n_positive : {1, 2, 5, 10, 20, 50, 100})
        for (std::size_t const n_negative : {10, 45, 95, 495}) {
          if (n_negative < n_positive && n_negative != 10) continue;
          cells.push_back({"auroc",
                           of_scores(d, {1, 1}),
                           {.n = n_positive + n_negative, .n_positive = n_positive},
                           {{"auroc", {"auto", "hull", "logit_delong", "delong"}}}});
        }
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
