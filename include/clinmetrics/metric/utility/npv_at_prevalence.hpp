// SPDX-License-Identifier: Apache-2.0
// NPV at a stated prevalence.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct npv_at_prevalence {
  using tally = confusion;
  double prevalence;
  static constexpr std::array parameters{stated_prevalence};
  static constexpr npv_at_prevalence with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "npv_at_prevalence",
      .label = "NPV at a stated prevalence",
      .section = sections::decision,
      .family = "utility",
      .formula = "TNR (1 - p) / (TNR (1 - p) + FNR p), p = prevalence",
      .meaning =
          "Negative predictive value that the sensitivity and specificity of these data give at a prevalence of p, for data in which the "
          "design "
          "fixed the share of events, or for use in another population.",
      .undefined = "a class has no row; no predicted negative",
      .reference =
          "Mercaldo ND, Lau KF, Zhou XH. Confidence intervals for predictive values with an emphasis to case-control studies. Stat Med "
          "2007;26:2170-2183. doi:10.1002/sim.2677",
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  value of(confusion const& c) const {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    double const right = static_cast<double>(product(c.tn, c.positives())) * (1 - prevalence),
                 wrong = static_cast<double>(product(c.fn, c.negatives())) * prevalence;
    return right + wrong > 0 ? defined(right / (right + wrong)) : undefined(status::zero_denominator);
  }
  // 1/(1 + FNR/TNR·p/(1 − p))
  constexpr composite_of_proportions form_of(confusion const& c) const {
    return {.a = {static_cast<double>(c.fn), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.tn), static_cast<double>(c.negatives())},
            .how = {.h = scale::log},
            .map = {.a = 0, .b = 1 - prevalence, .c = prevalence, .d = 1 - prevalence}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
