// SPDX-License-Identifier: Apache-2.0
// Balanced accuracy: the mean of sensitivity and specificity.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct balanced_accuracy {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "balanced_accuracy",
      .label = "Balanced accuracy",
      .section = sections::decision,
      .family = "binary",
      .formula = "(TPR + TNR) / 2",
      .meaning = "Mean of sensitivity and specificity. 0.5 is no better than chance.",
      .undefined = "a class has no row",
      .reference =
          "Brodersen KH et al. The balanced accuracy and its posterior distribution. ICPR 2010:3121-3124. doi:10.1109/ICPR.2010.764",
      .aliases = "balanced_accuracy_score",
      .interval = "square_and_add",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    u128 const both = product(c.positives(), c.negatives());
    return defined(static_cast<double>(product(c.tp, c.negatives()) + product(c.tn, c.positives())) / static_cast<double>(2 * both));
  }
  // (TPR − FPR + 1)/2
  static constexpr composite_of_proportions form_of(confusion const& c) {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.fp), static_cast<double>(c.negatives())},
            .map = {1, 1, 0, 2}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
