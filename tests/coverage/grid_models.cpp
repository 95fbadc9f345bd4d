// SPDX-License-Identifier: Apache-2.0
// Two models on the same rows. Where both have the same world, their true difference is 0, and p values below a level are errors. At a
// margin, the first model is the worse one.
#include <utility>

#include "clinmetrics/inference/quantiles.hpp"
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

std::vector<question> questions_of(std::vector<std::string> const& metrics) {
  std::vector<question> all;
  for (auto const& m : metrics) all.push_back({m});
  return all;
}

/// Decisions from normal scores with this AUROC, cut where the negative rows have this specificity.
distribution at_specificity(double auroc, double specificity) {
  auto const d = binormal(auroc, 1);
  double const cut = normal_quantile(specificity);
  return decision(1 - normal_cdf(cut - d.score(true, 0)), specificity,
                  d.name + ", specificity " + std::to_string(specificity).substr(1, 3));
}

cell of_two(std::string const& grid, world const& a, world const& b, double correlation, design const& how,
            std::vector<std::string> const& metrics) {
  cell c{grid, a, how, questions_of(metrics)};
  c.others = {b}, c.correlation = correlation;
  return c;
}

cell at_margin(cell c) {
  c.is_at_margin = true;
  return c;
}

void add_aurocs(std::vector<cell>& cells) {
  for (std::size_t const n_positive : {5, 10, 20, 50, 250})
    for (std::size_t const ratio : {1, 9})
      for (auto const& [a, b] : std::vector<std::pair<double, double>>{{.75, .75}, {.8, .9}, {.85, .98}, {.95, .95}})
        for (double const correlation : {.2, .8, .99}) {
          design const how{.n = n_positive * (1 + ratio), .n_positive = n_positive};
          auto const c =
              of_two("models", of_scores(binormal(a, 1), {1, 1}), of_scores(binormal(b, 1), {1, 1}), correlation, how, {"auroc"});
          cells.push_back(a == b ? c : at_margin(c));
          if (correlation != .8 || n_positive > 50) continue;
          for (auto const& make : {+[](double x) { return binormal(x, 3); }, +[](double x) { return levels(x, five_levels, "5 levels"); },
                                   +[](double x) { return undetectable(x); }})
            cells.push_back(of_two("models", of_scores(make(a), {1, 1}), of_scores(make(b), {1, 1}), correlation, how, {"auroc"}));
        }
}

void add_decisions(std::vector<cell>& cells) {
  std::vector<std::string> const metrics{"sensitivity",
                                         "specificity",
                                         "accuracy",
                                         "ppv",
                                         "npv",
                                         "balanced_accuracy",
                                         "f1",
                                         "mcc",
                                         "kappa",
                                         "lr_positive",
                                         "net_benefit(threshold_probability=0.1)"};
  for (std::size_t const n : {50, 100, 250, 1000})
    for (auto const& p : {share{1, 9}, share{3, 7}})
      for (auto const& [a, b] : std::vector<std::pair<double, double>>{{.75, .75}, {.8, .9}, {.75, .95}})
        for (double const correlation : {.3, .9}) {
          auto const c = of_two("models", of_scores(at_specificity(a, .8), p), of_scores(at_specificity(b, a == b ? .8 : .9), p),
                                correlation, {.n = n}, metrics);
          cells.push_back(c);
          if (a == .8)
            cells.push_back(
                at_margin(of_two("models", c.of, c.others[0], correlation, {.n = n}, {"sensitivity", "specificity", "accuracy"})));
        }
}

void add_risks(std::vector<cell>& cells) {
  std::vector<std::string> const means{"brier", "log_loss", "mean_calibration_difference"};
  auto with_others = means;
  for (auto const* m : {"scaled_brier", "observed_expected_ratio", "average_precision"}) with_others.emplace_back(m);
  for (std::size_t const n : {50, 100, 250, 1000})
    for (auto const& p : {share{1, 19}, share{1, 9}, share{3, 7}})
      for (double const correlation : {.3, .9}) {
        auto const of = [&](double auroc) { return of_risks(binormal(auroc, 1), p, 0, 1, "calibrated"); };
        cells.push_back(of_two("models", of(.75), of(.75), correlation, {.n = n}, with_others));
        cells.push_back(of_two("models", of(.8), of(.9), correlation, {.n = n}, with_others));
        cells.push_back(of_two("models", of(.9), of_risks(binormal(.9, 1), p, 0, 2, "overconfident"), correlation, {.n = n}, with_others));
        cells.push_back(at_margin(of_two("models", of(.75), of(.95), correlation, {.n = n}, {"brier", "log_loss"})));
      }
  auto const near = of_risks(binormal(.8, 1), {1, 9}, 0, 1, "calibrated");
  for (std::size_t const n : {100, 250, 1000}) cells.push_back(of_two("models", near, near, .99, {.n = n}, with_others));
}

}  // namespace

std::vector<cell> model_grid() {
  std::vector<cell> cells;
  add_aurocs(cells), add_decisions(cells), add_risks(cells);
  return cells;
}

std::vector<cell> model_patient_grid() {
  std::vector<cell> cells;
  share const p{3, 7};
  for (std::size_t const n_units : {20, 50, 100})
    for (std::size_t const rows_of_unit : {3, 10})
      for (bool const one_outcome : {false, true})
        for (auto const& [a, b] : std::vector<std::pair<double, double>>{{.75, .75}, {.8, .9}})
          for (double const correlation : {.3, .9}) {
            design const how{
                .n = n_units * rows_of_unit, .sizes = unit_sizes::equal, .n_units = n_units, .one_outcome_per_unit = one_outcome};
            std::string const grid = "models of patients";
            cells.push_back(of_two(grid, of_scores(binormal(a, 1), p), of_scores(binormal(b, 1), p), correlation, how, {"auroc"}));
            cells.push_back(of_two(grid, of_scores(at_specificity(a, .8), p), of_scores(at_specificity(b, .8), p), correlation, how,
                                   {"sensitivity", "specificity", "accuracy", "ppv", "balanced_accuracy", "f1", "mcc"}));
            auto const of = [&](double auroc) { return of_risks(binormal(auroc, 1), p, 0, 1, "calibrated"); };
            cells.push_back(of_two(grid, of(a), of(b), correlation, how, {"brier", "average_precision"}));
          }
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
