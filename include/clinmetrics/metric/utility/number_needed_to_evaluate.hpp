// SPDX-License-Identifier: Apache-2.0
// Number needed to evaluate: predicted positives per true positive.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct number_needed_to_evaluate {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "number_needed_to_evaluate",
      .label = "Number needed to evaluate",
      .section = sections::decision,
      .family = "utility",
      .formula = "1 / PPV = (TP + FP) / TP",
      .meaning = "Predicted positive {rows} that are evaluated for each one that has the outcome. It depends on the prevalence.",
      .undefined = "no predicted positive; +inf if only TP = 0",
      .reference =
          "Romero-Brufau S et al. Why the C-statistic is not informative to evaluate early warning scores. Crit Care 2015;19:285. "
          "doi:10.1186/s13054-015-0999-1",
      .aliases = "nne workup_to_detection_ratio",
      .least = 1,
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::log,
      .interval = "indirect_wilson",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) {
    if (c.total() == 0) return undefined(status::empty);
    return open_ratio(c.flagged(), c.tp);
  }
  // 1/(1 − FDR), which increases with the FDR
  static constexpr carried_proportion form_of(confusion const& c) {
    return {{static_cast<double>(c.fp), static_cast<double>(c.flagged())}, {.a = 0, .b = 1, .c = -1, .d = 1}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
