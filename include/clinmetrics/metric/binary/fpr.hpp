// SPDX-License-Identifier: Apache-2.0
// False positive rate: 1 − specificity.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct fpr {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "fpr",
      .label = "False positive rate",
      .section = sections::decision,
      .family = "binary",
      .formula = "FP / (FP + TN)",
      .meaning = "Share of {rows} without the outcome that are predicted positive: 1 − specificity.",
      .undefined = "no negative row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 1: sensitivity and specificity. BMJ 1994;308:1552. doi:10.1136/bmj.308.6943.1552",
      .aliases = "false_positive_rate fall_out",
      .direction = better::lower,
  };
  static constexpr value of(confusion const& c) { return ratio(c.fp, c.negatives(), if_any(c, status::no_negatives)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.fp), static_cast<double>(c.negatives())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
