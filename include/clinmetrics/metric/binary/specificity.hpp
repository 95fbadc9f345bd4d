// SPDX-License-Identifier: Apache-2.0
// Specificity: the share of the negative rows that are predicted negative.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct specificity {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "specificity",
      .label = "Specificity",
      .section = sections::decision,
      .family = "binary",
      .formula = "TN / (TN + FP)",
      .meaning = "Share of {rows} without the outcome that are predicted negative (also true negative rate).",
      .undefined = "no negative row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 1: sensitivity and specificity. BMJ 1994;308:1552. doi:10.1136/bmj.308.6943.1552",
      .aliases = "tnr true_negative_rate selectivity",
  };
  static constexpr value of(confusion const& c) { return ratio(c.tn, c.negatives(), if_any(c, status::no_negatives)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.tn), static_cast<double>(c.negatives())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
