// SPDX-License-Identifier: Apache-2.0
// Diagnostic odds ratio: LR+ / LR−.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct diagnostic_odds_ratio {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "diagnostic_odds_ratio",
      .label = "Diagnostic odds ratio",
      .section = sections::decision,
      .family = "binary",
      .formula = "TP TN / (FP FN)",
      .meaning =
          "LR+ divided by LR−: the odds of being predicted positive among {rows} with the outcome, divided by the same odds among those "
          "without it. 1 is chance.",
      .undefined = "a class has no row; 0/0; +inf if only FP FN = 0",
      .reference = "Glas AS et al. The diagnostic odds ratio. J Clin Epidemiol 2003;56:1129-1135. doi:10.1016/S0895-4356(03)00177-X",
      .aliases = "dor odds_ratio",
      .greatest = infinity,
      .h = scale::log,
      .interval = "log",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    return open_ratio(product(c.tp, c.tn), product(c.fp, c.fn));
  }
  static constexpr odds_ratio form_of(confusion const& c) {
    return {{static_cast<double>(c.tp), static_cast<double>(c.positives())},
            {static_cast<double>(c.fp), static_cast<double>(c.negatives())}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
