// SPDX-License-Identifier: Apache-2.0
// F1: the harmonic mean of PPV and sensitivity.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct f1 {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "f1",
      .label = "F1",
      .section = sections::decision,
      .family = "binary",
      .formula = "2 TP / (2 TP + FP + FN)",
      .meaning =
          "Harmonic mean of PPV and sensitivity; 0 if there is no true positive but at least one error. It does not use the true "
          "negatives.",
      .undefined = "TP = FP = FN = 0",
      .reference = "van Rijsbergen CJ. Information Retrieval, 2nd ed. Butterworths 1979, ch. 7",
      .aliases = "f1_score dice_score",
      .interval = "indirect_wilson",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(2 * c.tp, 2 * c.tp + c.fp + c.fn, if_any(c, status::no_positives)); }
  // 2·p/(1 + p) of p = TP/(TP + FP + FN)
  static constexpr carried_proportion form_of(confusion const& c) {
    return {{static_cast<double>(c.tp), static_cast<double>(c.tp + c.fp + c.fn)}, {.a = 2, .c = 1}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
