// SPDX-License-Identifier: Apache-2.0
// Net benefit: true positives per row, less false positives weighed by the odds of the threshold.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct net_benefit {
  using tally = confusion;
  double t;
  static constexpr std::array parameters{threshold_probability};
  static constexpr net_benefit with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "net_benefit",
      .label = "Net benefit",
      .section = sections::decision,
      .family = "utility",
      .formula = "TP / n - FP / n * t / (1 - t), t = threshold",
      .meaning =
          "True positives per {row} less the false positives per {row}, of which each counts t/(1 − t) at the threshold t. Treating nobody "
          "gives 0; a model is useful where it exceeds both 0 and the net benefit of treating all.",
      .undefined = "no row; -inf if t = 1 and FP > 0",
      .reference =
          "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis Making "
          "2006;26:565-574. "
          "doi:10.1177/0272989X06295361",
      .least = -infinity,
      .h = scale::identity,
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  value of(confusion const& c) const {
    if (c.total() == 0) return undefined(status::empty);
    return possibly_infinite((static_cast<double>(c.tp) - weighed(odds_of(t), static_cast<double>(c.fp))) / static_cast<double>(c.total()));
  }
  composite_of_proportions form_of(confusion const& c) const {
    auto const tp = static_cast<double>(c.tp), fp = static_cast<double>(c.fp), n = static_cast<double>(c.total());
    return {.a = {tp, n}, .b = {fp, n}, .how = {.weight = -odds_of(t), .r = correlation_of_shares(tp, fp, n)}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
