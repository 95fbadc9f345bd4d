// SPDX-License-Identifier: Apache-2.0
// Net benefit of treating all: that of a model that predicts every row positive.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct net_benefit_treat_all {
  using tally = confusion;
  double t;
  static constexpr std::array parameters{threshold_probability};
  static constexpr net_benefit_treat_all with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "net_benefit_treat_all",
      .label = "Net benefit of treating all",
      .section = sections::decision,
      .family = "utility",
      .formula = "prevalence - (1 - prevalence) * t / (1 - t), t = threshold",
      .meaning =
          "Net benefit if every {row} is predicted positive, whatever the model says. It is 0 where the threshold equals the prevalence.",
      .undefined = "no row; -inf if t = 1 and there is a negative row",
      .reference =
          "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis Making "
          "2006;26:565-574. "
          "doi:10.1177/0272989X06295361",
      .least = -infinity,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "indirect_wilson",
      .depends_on_prevalence = true,
      .needs_decision = false,
  };
  value of(confusion const& c) const {
    if (c.total() == 0) return undefined(status::empty);
    return possibly_infinite((static_cast<double>(c.positives()) - weighed(odds_of(t), static_cast<double>(c.negatives()))) /
                             static_cast<double>(c.total()));
  }
  /// Without trials, so that there is no interval, if the weight is infinite.
  constexpr carried_proportion form_of(confusion const& c) const {
    double const w = odds_of(t);
    if (w == infinity) return {};
    return {{static_cast<double>(c.positives()), static_cast<double>(c.total())}, {.a = 1 + w, .b = -w}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
