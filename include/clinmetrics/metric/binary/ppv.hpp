// SPDX-License-Identifier: Apache-2.0
// Positive predictive value: the share of the predicted positives that are positive.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ppv {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "ppv",
      .label = "PPV",
      .section = sections::decision,
      .family = "binary",
      .formula = "TP / (TP + FP)",
      .meaning =
          "Positive predictive value (also precision): share of the {rows} predicted positive that have the outcome. It depends on the "
          "prevalence.",
      .undefined = "no predicted positive",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .aliases = "precision precision_score positive_predictive_value",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.tp, c.flagged(), if_any(c, status::zero_denominator)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tp), static_cast<double>(c.flagged())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
