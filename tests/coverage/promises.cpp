// SPDX-License-Identifier: Apache-2.0
#include "promises.hpp"

#include <cstdio>
#include <vector>

#include "grids.hpp"
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

cell of_models(world const& a, world const& b, double correlation, design const& how, std::string const& metric) {
  cell c{"models", a, how, {{metric}}};
  c.others = {b}, c.correlation = correlation;
  return c;
}

/// Each group has the same rows.
cell of_groups(std::vector<world> worlds, std::size_t n, std::string const& metric) {
  cell c{"groups", worlds.front(), {}, {{metric}}};
  c.others.assign(worlds.begin() + 1, worlds.end()), c.groups.assign(worlds.size(), {.n = n});
  return c;
}

/// Of every contrast of the cell.
std::vector<promise> promises_of_comparisons() {
  share const even{1, 1}, few{1, 9}, common{3, 7};
  auto const ranked = [&](double auroc) { return of_scores(binormal(auroc, 1), even); };
  auto const decided = [&](double sensitivity) {
    return of_scores(decision(sensitivity, .8, "sensitivity " + std::to_string(sensitivity).substr(0, 4)), common);
  };
  auto const risks = [&](double auroc) { return of_risks(binormal(auroc, 1), few, 0, 1, "calibrated"); };
  return {
      {94.9, of_models(ranked(.75), ranked(.75), .2, {.n = 100, .n_positive = 10}, "auroc")},
      {94.9, of_models(ranked(.85), ranked(.98), .8, {.n = 50, .n_positive = 5}, "auroc")},
      {94.9, of_models(ranked(.8), ranked(.9), .99, {.n = 100, .n_positive = 50}, "auroc")},
      {94.0, of_models(decided(.7), decided(.8), .8, {.n = 100}, "sensitivity")},
      {92.2, of_models(decided(.7), decided(.8), .8, {.n = 250}, "ppv")},
      {94.8, of_models(risks(.75), risks(.95), .3, {.n = 100}, "brier")},
      {94.0, of_groups({ranked(.75), ranked(.95)}, 60, "auroc")},
      {92.9, of_groups({decided(.7), decided(.9)}, 60, "accuracy")},
      {94.0, of_groups({decided(.9), decided(.9), decided(.9), decided(.7)}, 60, "accuracy")},
  };
}

/// The figures are those of the documentation. Where a method covers more in the cell, the figure is its lowest one elsewhere.
std::vector<promise> promises() {
  share const rare{1, 19}, few{1, 9}, common{3, 7};
  auto const accurate = binormal(.95, 1), plain = binormal(.75, 1), spread = binormal(.95, 3);
  design const patients{.n = 250, .sizes = unit_sizes::equal, .n_units = 20};
  design const few_unequal{.n = 250, .sizes = unit_sizes::lognormal, .n_units = 20, .one_outcome_per_unit = true};
  auto const overconfident = of_risks(plain, rare, 0, 2, "overconfident"), scattered = of_risks(spread, rare, 0, 1, "calibrated");
  return {
      {93.7, of_auroc(accurate, 5, 45)},
      {93.7, of_auroc(binormal(.6, 3), 10, 495)},
      {89.6, of_auroc(levels(.95, five_levels, "5 levels"), 2, 495)},
      {95.2, {"average_precision", of_scores(binormal(.75, 1.0 / 3), common), {.n = 250}, {{"average_precision"}}}},
      {91.3, of_risk(overconfident, 100, "brier")},
      {91.3, of_risk(scattered, 50, "brier")},
      {94.0, of_risk(overconfident, 100, "log_loss")},
      {94.0, of_risk(scattered, 50, "log_loss")},
      {95.3, of_risk(overconfident, 100, "mean_calibration_difference")},
      {95.3, of_risk(scattered, 50, "mean_calibration_difference")},
      {94.8, of_risk(of_risks(plain, common, 1, 1, "shifted"), 250, "scaled_brier")},
      {91.4, of_risk(of_risks(spread, few, 0, 1, "calibrated"), 100, "observed_expected_ratio")},
      {94.8, of_risk(scattered, 50, "ece")},
      {90.7, of_risk(of_risks(accurate, rare, 0, 2, "overconfident"), 50, "ece")},
      {89.0, of_decision(cut_scores(.95, 1.0 / 3, true), common, 100, "sensitivity")},
      {90.3, of_decision(cut_scores(.95, 3, true), rare, 50, "balanced_accuracy")},
      {90.0, of_decision(cut_scores(.75, 1.0 / 3, false), rare, 50, "f1")},
      {86.8, of_decision(cut_scores(.95, 3, false), common, 50, "f_beta(beta=2)")},
      {91.4, of_decision(cut_scores(.75, 1.0 / 3, false), rare, 250, "mcc")},
      {87.3, of_decision(cut_scores(.75, 1.0 / 3, false), rare, 250, "kappa")},
      {84.5, of_decision(cut_scores(.75, 1.0 / 3, false), few, 50, "fowlkes_mallows")},
      {85.2, of_decision(cut_scores(.95, 3, true), rare, 50, "lr_positive")},
      {87.1, of_decision(cut_scores(.75, 1, true), rare, 50, "lr_negative")},
      {92.8, {"patients", of_scores(cut_scores(.75, 1, false), common), patients, {{"sensitivity"}}}},
      {94.2, {"patients", of_scores(cut_scores(.75, 1, false), common), patients, {{"balanced_accuracy"}}}},
      {93.7, {"patients", of_scores(plain, common), patients, {{"auroc"}}}},
      {91.1, {"patients", overconfident, patients, {{"brier"}}}},
      {91.1, {"patients", of_risks(plain, few, 0, 2, "overconfident"), few_unequal, {{"brier"}}}},
      {92.7, {"patients", of_risks(plain, few, 0, 1, "calibrated"), few_unequal, {{"observed_expected_ratio"}}}},
      {91.5, {"weights", of_scores(cut_scores(.95, 1, false), few), {.n = 100, .unequal_weights = true}, {{"npv"}}}},
      {91.5, {"weights", of_scores(cut_scores(.75, 1, false), few), {.n = 50, .unequal_weights = true}, {{"net_benefit"}}}},
      {94.7, {"weights", of_scores(cut_scores(.95, 1, false), common), {.n = 50, .unequal_weights = true}, {{"mcc"}}}},
  };
}

bool is_kept(count const& c, double figure, cell const& where) {
  bool const kept = 100 * (c.coverage() + 3.5 * c.error()) >= figure && c.n_intervals() > 0;
  std::printf("%-7s %-28s %5.1f ±%3.1f (at least %4.1f) %s\n", kept ? "ok" : "TOO LOW", c.metric.c_str(), 100 * c.coverage(),
              100 * c.error(), figure, where.name().c_str());
  return kept;
}

}  // namespace

bool keeps_promises(std::uint32_t n_samples, std::string const& method_of_auroc) {
  bool all = true;
  std::uint32_t number = 0;
  for (auto& p : promises()) {
    auto where = p.where;
    if (where.grid == "auroc") where.asked[0].methods = {method_of_auroc};
    all = is_kept(simulate(where, number++, n_samples, 20'260'101)[0], p.figure, where) && all;
  }
  for (auto& p : promises_of_comparisons())
    for (auto const& c : simulate(p.where, number++, n_samples, 20'260'101))
      if (c.method == "auto") all = is_kept(c, p.figure, p.where) && all;
  return all;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
