// SPDX-License-Identifier: Apache-2.0
// Standardized net benefit: the net benefit as a share of that of a perfect model.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct standardized_net_benefit {
  using tally = confusion;
  double t;
  static constexpr std::array parameters{threshold_probability};
  static constexpr standardized_net_benefit with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "standardized_net_benefit",
      .label = "Standardized net benefit",
      .section = sections::decision,
      .family = "utility",
      .formula = "net benefit / prevalence",
      .meaning = "Net benefit divided by that of a perfect model, which is the prevalence. 1 is perfect; treating nobody gives 0.",
      .undefined = "no positive row; -inf if t = 1 and FP > 0",
      .reference =
          "Kerr KF, Brown MD, Zhu K, Janes H. Assessing the clinical impact of risk prediction models with decision curves. J Clin Oncol "
          "2016;34:2534-2540. doi:10.1200/JCO.2015.65.5654",
      .least = -infinity,
      .h = scale::identity,
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  value of(confusion const& c) const {
    if (c.positives() == 0) return undefined(if_any(c, status::no_positives));
    return possibly_infinite((static_cast<double>(c.tp) - weighed(odds_of(t), static_cast<double>(c.fp))) /
                             static_cast<double>(c.positives()));
  }
  // TP/P − w·FP/P. FP/P is the odds of FP among FP + P rows; it is not correlated with TP/P, because TP/P has the same mean for any P.
  composite_of_proportions form_of(confusion const& c) const {
    auto const fp = static_cast<double>(c.fp), positives = static_cast<double>(c.positives());
    return {.a = {static_cast<double>(c.tp), positives}, .b = {fp, fp + positives}, .how = {.weight = -odds_of(t)}, .odds_of_b = true};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
