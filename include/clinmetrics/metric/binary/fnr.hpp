// SPDX-License-Identifier: Apache-2.0
// False negative rate: 1 − sensitivity.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct fnr {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "fnr",
      .label = "False negative rate",
      .section = sections::decision,
      .family = "binary",
      .formula = "FN / (FN + TP)",
      .meaning = "Share of {rows} with the outcome that are predicted negative: 1 − sensitivity.",
      .undefined = "no positive row",
      .reference = "Altman DG, Bland JM. Diagnostic tests 1: sensitivity and specificity. BMJ 1994;308:1552. doi:10.1136/bmj.308.6943.1552",
      .aliases = "false_negative_rate miss_rate",
      .direction = better::lower,
  };
  static constexpr value of(confusion const& c) { return ratio(c.fn, c.positives(), if_any(c, status::no_positives)); }
  static constexpr proportion form_of(confusion const& c) { return {static_cast<double>(c.fn), static_cast<double>(c.positives())}; }
};

}  // namespace CLINMETRICS_NAMESPACE
