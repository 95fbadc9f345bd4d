// SPDX-License-Identifier: Apache-2.0
// Metrics of decisions, from scores that are cut at a specificity of .9 or halfway between the means of the classes.
#include "clinmetrics/inference/quantiles.hpp"
#include "grids.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

distribution cut_scores(double auroc, double sd, bool halfway) {
  auto const d = binormal(auroc, sd);
  double const mean = d.score(true, 0), cut = halfway ? mean / 2 : normal_quantile(0.9);
  return decision(1 - normal_cdf((cut - mean) / sd), normal_cdf(cut), d.name + (halfway ? ", cut halfway" : ", cut at specificity .9"));
}

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
          {"diagnostic_odds_ratio"},
          {"net_benefit"},
          {"net_benefit(threshold_probability=0.1)"},
          {"standardized_net_benefit(threshold_probability=0.1)"},
          {"expected_cost(cost_fn=9)"},
          {"ppv_at_prevalence(prevalence=0.02)"},
          {"npv_at_prevalence(prevalence=0.02)"},
          {"net_benefit_at_prevalence(prevalence=0.02)"}};
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

}  // namespace CLINMETRICS_NAMESPACE::coverage
