// SPDX-License-Identifier: Apache-2.0
// Interventions avoided: the net benefit of not treating, per 100 rows, against treating all.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/utility/threshold_odds.hpp"

namespace CLINMETRICS_NAMESPACE {

struct interventions_avoided {
  using tally = confusion;
  double t;
  static constexpr std::array parameters{threshold_probability};
  static constexpr interventions_avoided with(std::span<double const> p) { return {p[0]}; }
  static constexpr descriptor about{
      .name = "interventions_avoided",
      .label = "Interventions avoided per 100",
      .section = sections::decision,
      .family = "utility",
      .formula = "100 (TN / n - FN / n * (1 - t) / t), t = threshold",
      .meaning =
          "Unnecessary interventions avoided per 100 {rows}, compared with treating all, at no net increase of missed events: each missed "
          "event counts (1 − t)/t interventions.",
      .undefined = "no row; -inf if t = 0 and FN > 0",
      .reference =
          "Vickers AJ, Cronin AM, Elkin EB, Gonen M. Extensions to decision curve analysis. BMC Med Inform Decis Mak 2008;8:53. "
          "doi:10.1186/1472-6947-8-53",
      .aliases = "net_intervention_avoided",
      .least = -infinity,
      .greatest = 100,
      .h = scale::identity,
      .interval = "mover",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  /// The odds against the threshold.
  constexpr double weight() const { return t == 0 ? infinity : (1 - t) / t; }
  value of(confusion const& c) const {
    if (c.total() == 0) return undefined(status::empty);
    return possibly_infinite(100 * (static_cast<double>(c.tn) - weighed(weight(), static_cast<double>(c.fn))) /
                             static_cast<double>(c.total()));
  }
  composite_of_proportions form_of(confusion const& c) const {
    auto const tn = static_cast<double>(c.tn), fn = static_cast<double>(c.fn), n = static_cast<double>(c.total());
    return {.a = {tn, n}, .b = {fn, n}, .how = {.weight = -weight(), .r = correlation_of_shares(tn, fn, n)}, .map = {.a = 100}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
