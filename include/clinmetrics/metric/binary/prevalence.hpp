// SPDX-License-Identifier: Apache-2.0
// Prevalence: the share of positive rows.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct prevalence {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "prevalence",
      .label = "Prevalence",
      .section = sections::outcome,
      .family = "binary",
      .formula = "(TP + FN) / n",
      .meaning = "Share of {rows} with the outcome.",
      .undefined = "no row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .direction = better::neither,
      .depends_on_prevalence = true,
      .needs_decision = false,
  };
  static constexpr value of(confusion const& c) { return ratio(c.positives(), c.total(), if_any(c, status::empty)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.positives()), static_cast<double>(c.total())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
