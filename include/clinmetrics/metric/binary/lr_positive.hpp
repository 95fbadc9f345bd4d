// SPDX-License-Identifier: Apache-2.0
// Positive likelihood ratio: the factor by which a positive prediction raises the odds.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct lr_positive {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "lr_positive",
      .label = "LR+",
      .section = sections::decision,
      .family = "binary",
      .formula = "TPR / FPR",
      .meaning =
          "Positive likelihood ratio: how many times more often {rows} with the outcome are predicted positive than those without it. "
          "Larger is better.",
      .undefined = "a class has no row; no predicted positive; +inf if only FP = 0",
      .reference =
          "Simel DL, Samsa GP, Matchar DB. Likelihood ratios with confidence. J Clin Epidemiol 1991;44:763-770. "
          "doi:10.1016/0895-4356(91)90128-V",
      .aliases = "positive_likelihood_ratio plr",
      .greatest = infinity,
      .h = scale::log,
      .interval = "log",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    return open_ratio(product(c.tp, c.negatives()), product(c.fp, c.positives()));
  }
  static constexpr ratio_of_proportions form_of(confusion const& c) {
    return {{static_cast<double>(c.tp), static_cast<double>(c.positives())},
            {static_cast<double>(c.fp), static_cast<double>(c.negatives())}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
