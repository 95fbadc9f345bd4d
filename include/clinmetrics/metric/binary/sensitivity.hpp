// SPDX-License-Identifier: Apache-2.0
// Sensitivity: the share of the positive rows that are predicted positive.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct sensitivity {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "sensitivity",
      .label = "Sensitivity",
      .section = sections::decision,
      .family = "binary",
      .formula = "TP / (TP + FN)",
      .meaning = "Share of {rows} with the outcome that are predicted positive (also recall, true positive rate).",
      .undefined = "no positive row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 1: sensitivity and specificity. BMJ 1994;308:1552. doi:10.1136/bmj.308.6943.1552",
      .aliases = "recall recall_score tpr true_positive_rate hit_rate",
  };
  static constexpr value of(confusion const& c) { return ratio(c.tp, c.positives(), if_any(c, status::no_positives)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tp), static_cast<double>(c.positives())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
