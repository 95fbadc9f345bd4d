// SPDX-License-Identifier: Apache-2.0
// False discovery rate: 1 − PPV.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct fdr {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "fdr",
      .label = "False discovery rate",
      .section = sections::decision,
      .family = "binary",
      .formula = "FP / (FP + TP)",
      .meaning = "Share of the {rows} predicted positive that do not have the outcome: 1 − PPV.",
      .undefined = "no predicted positive",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .aliases = "false_discovery_rate",
      .direction = better::lower,
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.fp, c.flagged(), if_any(c, status::zero_denominator)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.fp), static_cast<double>(c.flagged())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
