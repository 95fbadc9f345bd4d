// SPDX-License-Identifier: Apache-2.0
// Detection prevalence: the share of the rows that are predicted positive.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct detection_prevalence {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "detection_prevalence",
      .label = "Share predicted positive",
      .section = sections::decision,
      .family = "binary",
      .formula = "(TP + FP) / n",
      .meaning = "Share of all {rows} that are predicted positive (the alert rate).",
      .undefined = "no row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .aliases = "flag_rate alert_rate",
      .direction = better::neither,
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.flagged(), c.total(), if_any(c, status::empty)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.flagged()), static_cast<double>(c.total())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
