// SPDX-License-Identifier: Apache-2.0
// Accuracy: the share of the rows that are classified correctly.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct accuracy {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "accuracy",
      .label = "Accuracy",
      .section = sections::decision,
      .family = "binary",
      .formula = "(TP + TN) / n",
      .meaning = "Share of {rows} classified correctly. With a rare outcome it is high for a model that predicts no {row} positive.",
      .undefined = "no row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 1: sensitivity and specificity. BMJ 1994;308:1552. doi:10.1136/bmj.308.6943.1552",
      .aliases = "accuracy_score",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.tp + c.tn, c.total(), status::empty); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tp + c.tn), static_cast<double>(c.total())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
