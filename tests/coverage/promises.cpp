// SPDX-License-Identifier: Apache-2.0
#include "promises.hpp"

#include <cstdio>
#include <vector>

#include "simulate.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

struct promise {
  double figure;  ///< least coverage, in %
  cell where;     ///< asks one question
};

cell of_auroc(distribution const& d, std::size_t n_positive, std::size_t n_negative) {
  return {"auroc", of_scores(d, {1, 1}), {.n = n_positive + n_negative, .n_positive = n_positive}, {{"auroc"}}};
}

cell of_decision(distribution const& d, share const& p, std::size_t n, std::string const& metric) {
  return {"decision", of_scores(d, p), {.n = n}, {{metric}}, true};
}

cell of_risk(world const& w, std::size_t n, std::string const& metric) { return {"risk", w, {.n = n}, {{metric}}}; }

std::vector<promise> promises() {
  share const rare{1, 19}, common{3, 7};
  auto const accurate = binormal(.95, 1), plain = binormal(.75, 1);
  auto const strict = decision(.5, .9, "sensitivity .5, specificity .9");
  design const patients{.n = 250, .sizes = unit_sizes::equal, .n_units = 20};
  return {
      {93.7, of_auroc(accurate, 5, 45)},
      {93.7, of_auroc(binormal(.9, 3), 10, 95)},
      {89.6, of_auroc(levels(.9, {-.5, .25, .75, 1.5}, "5 levels"), 5, 45)},
      {91.3, of_risk(of_risks(accurate, rare, 0, 1, "calibrated"), 50, "brier")},
      {94.0, of_risk(of_risks(accurate, rare, 0, 1, "calibrated"), 50, "log_loss")},
      {95.3, of_risk(of_risks(accurate, rare, 0, 1, "calibrated"), 50, "mean_calibration_difference")},
      {94.8, of_risk(of_risks(plain, rare, 0, 1, "calibrated"), 100, "scaled_brier")},
      {91.4, of_risk(of_risks(plain, rare, 0, 1, "calibrated"), 50, "observed_expected_ratio")},
      {94.8, of_risk(of_risks(plain, rare, 0, 1, "calibrated"), 100, "ece")},
      {95.2, {"average_precision", of_scores(plain, common), {.n = 50}, {{"average_precision"}}}},
      {90.2, of_decision(strict, common, 50, "sensitivity")},
      {92.5, of_decision(strict, common, 50, "balanced_accuracy")},
      {90.0, of_decision(strict, common, 50, "f1")},
      {91.4, of_decision(strict, common, 50, "mcc")},
      {87.3, of_decision(strict, rare, 50, "kappa")},
      {93.2, of_decision(strict, common, 50, "lr_positive")},
      {92.8, {"patients", of_scores(decision(.8, .9, "decision"), common), patients, {{"sensitivity"}}}},
      {91.5, {"patients", of_scores(plain, common), patients, {{"auroc"}}}},
  };
}

}  // namespace

bool keeps_promises(std::uint32_t n_samples, std::string const& method_of_auroc) {
  bool all = true;
  std::uint32_t number = 0;
  for (auto& p : promises()) {
    auto where = p.where;
    if (where.asked[0].metric == "auroc" && where.how.n_units == 0) where.asked[0].methods = {method_of_auroc};
    auto const c = simulate(where, number++, n_samples, 20'260'101)[0];
    bool const kept = 100 * (c.coverage() + 3.5 * c.error()) >= p.figure && c.n_intervals() > 0;
    std::printf("%-7s %-28s %5.1f ±%3.1f (at least %4.1f) %s\n", kept ? "ok" : "TOO LOW", c.metric.c_str(), 100 * c.coverage(),
                100 * c.error(), p.figure, where.name().c_str());
    all = all && kept;
  }
  return all;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
