// SPDX-License-Identifier: Apache-2.0
// Rows of patients, and weights: the same worlds and questions for designs whose rows are not independent with equal weights.
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

/// The same worlds and questions for a design that is not of independent rows with equal weights.
void add_dependent(std::vector<cell>& cells, std::string const& grid, design const& how, double auroc, share const& p) {
  auto const d = binormal(auroc, 1);
  auto const calibrated = of_risks(d, p, 0, 1, "calibrated"), overconfident = of_risks(d, p, 0, 2, "overconfident");
  cells.push_back({grid, of_scores(d, p), how, {{"auroc", {"auto", "transform_t"}}}});
  if (how.n <= 250) cells.push_back({grid, of_scores(d, p), how, {{"average_precision"}}});
  for (auto const& w : {calibrated, overconfident}) {
    cells.push_back({grid, w, how, risk_questions()});
    if (how.n <= 250) cells.push_back({grid, w, how, {{"ece"}}});
  }
  cells.push_back({grid, calibrated, how, calibration_questions()});
  auto questions = decision_questions();
  for (auto& q : questions) q.methods = {"auto"};
  cells.push_back({grid, of_scores(cut_scores(auroc, 1, false), p), how, questions});
}

}  // namespace

std::vector<cell> patient_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (auto const& p : {share{1, 9}, share{3, 7}})
      for (std::size_t const n_units : {20, 100})
        for (std::size_t const n : {100, 250, 1000})
          for (bool const one_outcome : {false, true})
            for (auto const sizes : {unit_sizes::equal, unit_sizes::lognormal, unit_sizes::dominant}) {
              if (n < 2 * n_units) continue;
              if (sizes == unit_sizes::dominant && (n == 1000 || one_outcome)) continue;
              add_dependent(cells, "patients", {.n = n, .sizes = sizes, .n_units = n_units, .one_outcome_per_unit = one_outcome}, auroc, p);
            }
  return cells;
}

std::vector<cell> weight_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (auto const& p : {share{1, 9}, share{3, 7}})
      for (std::size_t const n : {50, 100, 250, 1000}) add_dependent(cells, "weights", {.n = n, .unequal_weights = true}, auroc, p);
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
