// SPDX-License-Identifier: Apache-2.0
#include "grids.hpp"

#include "clinmetrics/inference/quantiles.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {
namespace {

std::vector<share> const prevalences{{1, 19}, {1, 9}, {3, 7}, {1, 1}};
std::vector<double> const five_levels{-0.5, 0.25, 0.75, 1.5};

std::vector<distribution> ranking_distributions(double auroc) {
  return {binormal(auroc, 1), binormal(auroc, 3), binormal(auroc, 1.0 / 3), levels(auroc, five_levels, "5 levels"),
          exponential(auroc), undetectable(auroc)};
}

/// Sensitivity and specificity of equally spread normal scores, cut at a specificity of .9 or halfway between the means.
distribution cut_scores(double auroc, double sd, bool halfway) {
  auto const d = binormal(auroc, sd);
  double const mean = d.score(true, 0), cut = halfway ? mean / 2 : normal_quantile(0.9);
  return decision(1 - normal_cdf((cut - mean) / sd), normal_cdf(cut), d.name + (halfway ? ", cut halfway" : ", cut at specificity .9"));
}

void append(std::vector<cell>& to, std::vector<cell> const& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

std::vector<question> decision_questions() {
  return {{"sensitivity", {"auto", "clopper_pearson"}},
          {"specificity", {"auto", "clopper_pearson"}},
          {"ppv", {"auto", "clopper_pearson"}},
          {"npv", {"auto", "clopper_pearson"}},
          {"accuracy"},
          {"balanced_accuracy"},
          {"informedness"},
          {"markedness"},
          {"g_mean"},
          {"f1"},
          {"f_beta(beta=2)"},
          {"mcc", {"auto", "bca", "delta_fisher_z"}},
          {"kappa", {"auto", "bca", "delta_fisher_z"}},
          {"fowlkes_mallows", {"auto", "bca", "delta_fisher_z"}},
          {"lr_positive"},
          {"lr_negative"},
          {"diagnostic_odds_ratio"}};
}

std::vector<question> risk_questions() {
  return {{"brier", {"auto", "transform_t"}},
          {"log_loss", {"auto", "transform_t"}},
          {"mean_calibration_difference", {"auto", "transform_t"}},
          {"scaled_brier", {"auto", "transform_t"}},
          {"observed_expected_ratio"}};
}

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

std::vector<cell> precision_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (auto const& d : {binormal(auroc, 1), binormal(auroc, 3), binormal(auroc, 1.0 / 3), levels(auroc, five_levels, "5 levels")})
      for (auto const& p : prevalences)
        for (std::size_t const n : {50, 100, 250, 1000})
          cells.push_back({"average_precision", of_scores(d, p), {.n = n}, {{"average_precision", {"auto", "logit_bootstrap_sd"}}}});
  return cells;
}

std::vector<cell> decision_grid() {
  std::vector<cell> cells;
  for (double const auroc : {.75, .95})
    for (double const sd : {1.0, 3.0, 1.0 / 3})
      for (bool const halfway : {false, true})
        for (auto const& p : prevalences)
          for (std::size_t const n : {50, 100, 250, 1000})
            cells.push_back({"decision", of_scores(cut_scores(auroc, sd, halfway), p), {.n = n}, decision_questions(), true});
  return cells;
}

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
      }
  return cells;
}

namespace {

/// The same worlds and questions for a design that is not of independent rows with equal weights.
void add_dependent(std::vector<cell>& cells, std::string const& grid, design const& how, double auroc, share const& p) {
  auto const d = binormal(auroc, 1);
  cells.push_back({grid, of_scores(d, p), how, {{"auroc", {"auto", "transform_t"}}}});
  if (how.n <= 250) cells.push_back({grid, of_scores(d, p), how, {{"average_precision"}}});
  cells.push_back({grid, of_risks(d, p, 0, 1, "calibrated"), how, risk_questions()});
  cells.push_back({grid, of_risks(d, p, 0, 2, "overconfident"), how, risk_questions()});
  if (how.n <= 250) cells.push_back({grid, of_risks(d, p, 0, 1, "calibrated"), how, {{"ece"}}});
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

std::vector<cell> all_cells() {
  std::vector<cell> cells;
  for (auto const& grid : {&auroc_grid, &precision_grid, &decision_grid, &risk_grid, &patient_grid, &weight_grid, &held_out_grid})
    append(cells, grid());
  return cells;
}

}  // namespace CLINMETRICS_NAMESPACE::coverage
