// SPDX-License-Identifier: Apache-2.0
// Worlds on which no method and no constant was chosen: failed reads, a rare top level, a constant risk, a prevalence of .02.
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

std::vector<cell> held_out_grid() {
  std::vector<cell> cells;
  std::vector<distribution> const rankings{with_failures(binormal(.9, 1), .02), with_failures(binormal(.98, 1), .01),
                                           with_failures(levels(.95, {0, 1}, "3 levels"), .02), rare_top(),
                                           decision(.95, .9, "2 levels, sensitivity .95, specificity .9")};
  for (auto const& d : rankings)
    for (std::size_t const n_positive : {5, 10, 20, 50, 200})
      for (std::size_t const n_negative : {45, 200, 1800})
        if (n_positive <= n_negative)
          cells.push_back({"held out",
                           of_scores(d, {1, 1}),
                           {.n = n_positive + n_negative, .n_positive = n_positive},
                           {{"auroc", {"auto", "hull", "logit_delong", "delong"}}}});
  for (auto const& p : {share{1, 49}, share{1, 4}})
    for (std::size_t const n : {100, 500, 2000}) {
      for (auto const& d : rankings) cells.push_back({"held out", of_scores(d, p), {.n = n}, {{"average_precision"}}});
      for (auto const& w : {of_constant_risk(p, .02), of_constant_risk(p, .2), of_risks(rare_top(), p, 0, 1, "calibrated"),
                            of_risks(binormal(.9, 1), p, -1, 1, "shifted"), of_risks(binormal(.9, 1), p, 0, 3, "very overconfident")}) {
        cells.push_back({"held out", w, {.n = n}, risk_questions()});
        if (n < 2000) cells.push_back({"held out", w, {.n = n}, {{"ece"}}});
      }
      for (auto const& d : {decision(.95, .99, "sensitivity .95, specificity .99"), decision(.5, .98, "sensitivity .5, specificity .98")})
        cells.push_back({"held out", of_scores(d, p), {.n = n}, decision_questions(), true});
    }
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
