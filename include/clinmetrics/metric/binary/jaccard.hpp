// SPDX-License-Identifier: Apache-2.0
// Jaccard index (critical success index): TP divided by the number of rows that are positive or predicted positive.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct jaccard {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "jaccard",
      .label = "Jaccard index",
      .section = sections::decision,
      .family = "binary",
      .formula = "TP / (TP + FP + FN)",
      .meaning =
          "True positives divided by the {rows} that have the outcome or are predicted positive; 0 if there is no true positive but at "
          "least one error.",
      .undefined = "TP = FP = FN = 0",
      .reference = "Jaccard P. Bull Soc Vaud Sci Nat 1901;37:547-579",
      .aliases = "jaccard_score critical_success_index iou",
      .interval = "indirect_wilson",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) { return ratio(c.tp, c.tp + c.fp + c.fn, if_any(c, status::no_positives)); }
  static constexpr carried_proportion form_of(confusion const& c) {
    return {{static_cast<double>(c.tp), static_cast<double>(c.tp + c.fp + c.fn)}, {}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
