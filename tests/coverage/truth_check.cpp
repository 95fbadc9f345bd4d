// SPDX-License-Identifier: Apache-2.0
#include "truth_check.hpp"

#include <cmath>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "truth.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

struct known {
  world of;
  std::vector<std::pair<std::string, double>> values;
};

/// The AUROC of a world of scores is in its definition; those of levels were computed by hand from the shares of the levels. A calibrated
/// model has no calibration error, whatever its scores; a constant risk r has the Brier score π(1 − r)² + (1 − π)r².
std::vector<known> closed_forms() {
  share const p{1, 9};
  auto const calibrated = [&](distribution const& d) {
    return known{of_risks(d, p, 0, 1, "calibrated"),
                 {{"ece", 0}, {"mean_calibration_difference", 0}, {"observed_expected_ratio", 1}, {"prevalence", .1}}};
  };
  return {
      {of_scores(binormal(.95, 1), p), {{"auroc", .95}}},
      {of_scores(binormal(.75, 3), p), {{"auroc", .75}}},
      {of_scores(exponential(.9), p), {{"auroc", .9}}},
      {of_scores(undetectable(.8), p), {{"auroc", .8}}},
      {of_scores(rare_top(), p), {{"auroc", .1 * .99 + .5 * .6 + (.1 * .01 + .5 * .39 + .4 * .6) / 2}}},
      {of_scores(with_failures(decision(.95, .9, ""), .02), p),
       {{"auroc", .98 * (.95 * (.02 + .98 * .9) + .05 * .02) + (.98 * .98 * (.95 * .1 + .05 * .9) + .02 * .02) / 2}}},
      {of_scores(decision(.8, .9, ""), p),
       {{"sensitivity", .8}, {"specificity", .9}, {"ppv", .08 / .17}, {"accuracy", .89}, {"average_precision", .8 * .08 / .17 + .2 * .1}}},
      {of_constant_risk(p, .2), {{"brier", .1 * .64 + .9 * .04}, {"log_loss", -.1 * std::log(.2) - .9 * std::log(.8)}, {"ece", .1}}},
      calibrated(binormal(.75, 1)),
      calibrated(binormal(.95, 3)),
      calibrated(exponential(.9)),
      calibrated(levels(.9, {-.5, .25, .75, 1.5}, "")),
      calibrated(rare_top()),
  };
}

}  // namespace

bool truths_agree() {
  bool all = true;
  for (auto const& k : closed_forms()) {
    cell c{"", k.of, {}, {}};
    for (auto const& [metric, value] : k.values) c.asked.push_back({metric});
    auto const got = truths(c);
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (std::abs(got[i] - k.values[i].second) <= 2e-4) continue;
      std::printf("the true %s of %s is %.6f, not %.6f\n", c.asked[i].metric.c_str(), k.of.name.c_str(), k.values[i].second, got[i]);
      all = false;
    }
  }
  return all;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
