// SPDX-License-Identifier: Apache-2.0
// False omission rate: 1 − NPV.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct false_omission_rate {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "false_omission_rate",
      .label = "False omission rate",
      .section = sections::decision,
      .family = "binary",
      .formula = "FN / (FN + TN)",
      .meaning = "Share of the {rows} predicted negative that have the outcome: 1 − NPV.",
      .undefined = "no predicted negative",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .direction = better::lower,
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.fn, c.cleared(), if_any(c, status::zero_denominator)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.fn), static_cast<double>(c.cleared())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
