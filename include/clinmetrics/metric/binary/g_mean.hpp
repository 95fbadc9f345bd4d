// SPDX-License-Identifier: Apache-2.0
// G-mean: the geometric mean of sensitivity and specificity.
#pragma once
#include <cmath>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct g_mean {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "g_mean",
      .label = "G-mean",
      .section = sections::decision,
      .family = "binary",
      .formula = "sqrt(TPR * TNR)",
      .meaning = "Geometric mean of sensitivity and specificity.",
      .undefined = "a class has no row",
      .reference = "Kubat M, Matwin S. Addressing the curse of imbalanced training sets. ICML 1997:179-186",
      .aliases = "geometric_mean",
      .interval = "square_and_add",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  static value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    return defined(std::sqrt(static_cast<double>(product(c.tp, c.tn)) / static_cast<double>(product(c.positives(), c.negatives()))));
  }
  // √(TPR·TNR)
  static constexpr composite_of_proportions form_of(confusion const& c) {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.tn), static_cast<double>(c.negatives())},
            .how = {.h = scale::log, .weight = 1, .power = 0.5}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
