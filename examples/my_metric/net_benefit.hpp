// SPDX-License-Identifier: Apache-2.0
// A metric of your own: net benefit, the share of true positives minus the weighted share of false positives.
#pragma once
#include <array>
#include <clinmetrics/metric/descriptor.hpp>
#include <clinmetrics/metric/ratio.hpp>
#include <span>

namespace my {

namespace cm = clinmetrics;

struct net_benefit {
  using tally = cm::confusion;
  double harm = 0.25;  // of one false positive, in true positives: t/(1 - t) at the risk t at which both actions are equally good
  static constexpr std::array parameters{cm::parameter{.name = "harm", .standard = 0.25, .least = 0, .greatest = 1e6}};
  static constexpr net_benefit with(std::span<double const> p) { return {p[0]}; }
  static constexpr cm::descriptor about{
      .name = "my_net_benefit",
      .family = "utility",
      .formula = "(TP - harm FP) / n",
      .meaning = "True positives a row, less the false positives at the harm that one of them does; 0 is to treat nobody.",
      .undefined = "no row",
      .reference = "Vickers AJ, Elkin EB. Decision curve analysis. Med Decis Making 2006;26:565-574. doi:10.1177/0272989X06295361",
      .least = -cm::infinity,
      .h = cm::scale::identity,
      .interval = "transform_t",
      .depends_on_prevalence = true,
  };
  cm::value of(cm::confusion const& c) const {
    if (c.total() == 0) return cm::undefined(cm::status::empty);
    return cm::defined((static_cast<double>(c.tp) - harm * static_cast<double>(c.fp)) / static_cast<double>(c.total()));
  }
};

}  // namespace my
