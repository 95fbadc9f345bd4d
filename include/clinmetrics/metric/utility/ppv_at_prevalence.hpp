// SPDX-License-Identifier: Apache-2.0
// PPV at a stated prevalence.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ppv_at_prevalence {
  using tally = confusion;
  double prevalence;
  static constexpr std::array parameters{stated_prevalence};
  static constexpr ppv_at_prevalence with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "ppv_at_prevalence",
      .label = "PPV at a stated prevalence",
      .section = sections::decision,
      .family = "utility",
      .formula = "TPR p / (TPR p + FPR (1 - p)), p = prevalence",
      .meaning =
          "Positive predictive value that the sensitivity and specificity of these data give at a prevalence of p, for data in which the "
          "design "
          "fixed the share of events, or for use in another population.",
      .undefined = "a class has no row; no predicted positive",
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
    double const right = static_cast<double>(product(c.tp, c.negatives())) * prevalence,
                 wrong = static_cast<double>(product(c.fp, c.positives())) * (1 - prevalence);
    return right + wrong > 0 ? defined(right / (right + wrong)) : undefined(status::zero_denominator);
  }
  // 1/(1 + FPR/TPR·(1 − p)/p)
  constexpr composite_of_proportions form_of(confusion const& c) const {
    return {.a = {static_cast<double>(c.fp), static_cast<double>(c.negatives())},
            .b = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .how = {.h = scale::log},
            .map = {.a = 0, .b = prevalence, .c = 1 - prevalence, .d = prevalence}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
