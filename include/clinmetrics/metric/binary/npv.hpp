// SPDX-License-Identifier: Apache-2.0
// Negative predictive value: the share of the predicted negatives that are negative.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct npv {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "npv",
      .label = "NPV",
      .section = sections::decision,
      .family = "binary",
      .formula = "TN / (TN + FN)",
      .meaning =
          "Negative predictive value: share of the {rows} predicted negative that do not have the outcome. It depends on the prevalence.",
      .undefined = "no predicted negative",
      .reference = "Altman DG, Bland JM. Diagnostic tests 2: predictive values. BMJ 1994;309:102. doi:10.1136/bmj.309.6947.102",
      .aliases = "negative_predictive_value",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.tn, c.cleared(), if_any(c, status::zero_denominator)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tn), static_cast<double>(c.cleared())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
