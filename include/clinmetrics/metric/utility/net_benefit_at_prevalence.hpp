// SPDX-License-Identifier: Apache-2.0
// Net benefit at a stated prevalence.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct net_benefit_at_prevalence {
  using tally = confusion;
  double prevalence, t;
  static constexpr std::array parameters{stated_prevalence, threshold_probability};
  static constexpr net_benefit_at_prevalence with(std::span<double const> p) { return {p[0], p[1]}; }
  static constexpr descriptor about{
      .name = "net_benefit_at_prevalence",
      .label = "Net benefit at a stated prevalence",
      .section = sections::decision,
      .family = "utility",
      .formula = "TPR p - FPR (1 - p) * t / (1 - t), p = prevalence, t = threshold",
      .meaning =
          "Net benefit that the sensitivity and specificity of these data give at a prevalence of p, for data in which the design fixed "
          "the "
          "share of events, or for use in another population.",
      .undefined = "a class has no row; -inf if t = 1 and FP > 0",
      .reference =
          "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis Making "
          "2006;26:565-574. "
          "doi:10.1177/0272989X06295361",
      .least = -infinity,
      .h = scale::identity,
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  value of(confusion const& c) const {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    double const benefit = static_cast<double>(c.tp) / static_cast<double>(c.positives()) * prevalence;
    return possibly_infinite(benefit -
                             weighed(odds_of(t), static_cast<double>(c.fp) / static_cast<double>(c.negatives()) * (1 - prevalence)));
  }
  // p·(TPR − FPR·w·(1 − p)/p)
  constexpr composite_of_proportions form_of(confusion const& c) const {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.fp), static_cast<double>(c.negatives())},
            .how = {.weight = -odds_of(t) * (1 - prevalence) / prevalence},
            .map = {.a = prevalence}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
