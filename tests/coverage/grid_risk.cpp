// SPDX-License-Identifier: Apache-2.0
// Metrics of risks: four calibrated models, and models that are shifted, overconfident and underconfident.
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<question> risk_questions() {
  return {{"brier", {"auto", "transform_t"}},
          {"log_loss", {"auto", "transform_t"}},
          {"mean_calibration_difference", {"auto", "transform_t"}},
          {"scaled_brier", {"auto", "transform_t"}},
          {"observed_expected_ratio"}};
}

std::vector<question> calibration_questions() { return {{"calibration_slope", {"auto", "transform_t"}}, {"calibration_intercept"}}; }

std::vector<cell> risk_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (auto const& p : prevalences)
      for (std::size_t const n : {50, 100, 250, 1000}) {
        auto const equal = binormal(auroc, 1);
        for (auto const& w : {of_risks(equal, p, 0, 1, "calibrated"), of_risks(binormal(auroc, 3), p, 0, 1, "calibrated"),
                              of_risks(binormal(auroc, 1.0 / 3), p, 0, 1, "calibrated"),
                              of_risks(levels(auroc, five_levels, "5 levels"), p, 0, 1, "calibrated"), of_risks(equal, p, 1, 1, "shifted"),
                              of_risks(equal, p, 0, 2, "overconfident"), of_risks(equal, p, 0, .5, "underconfident")}) {
          cells.push_back({"risk", w, {.n = n}, risk_questions()});
          cells.push_back({"ece", w, {.n = n}, {{"ece", {"auto", "l1_projection"}}}});
        }
        for (auto const& w :
             {of_risks(equal, p, 0, 1, "calibrated"), of_risks(equal, p, 1, 1, "shifted"), of_risks(equal, p, 0, 2, "overconfident"),
              of_risks(equal, p, 0, .5, "underconfident"), of_risks(levels(auroc, five_levels, "5 levels"), p, 0, 1, "calibrated")})
          cells.push_back({"calibration", w, {.n = n}, calibration_questions()});  // no risk is rounded to 0 or 1
      }
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
