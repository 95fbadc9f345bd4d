// SPDX-License-Identifier: Apache-2.0
// Negative likelihood ratio: the factor by which a negative prediction lowers the odds.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct lr_negative {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "lr_negative",
      .label = "LR−",
      .section = sections::decision,
      .family = "binary",
      .formula = "FNR / TNR",
      .meaning =
          "Negative likelihood ratio: how often {rows} with the outcome are predicted negative, divided by how often those without it are. "
          "Smaller is better.",
      .undefined = "a class has no row; no predicted negative; +inf if only TN = 0",
      .reference =
          "Simel DL, Samsa GP, Matchar DB. Likelihood ratios with confidence. J Clin Epidemiol 1991;44:763-770. "
          "doi:10.1016/0895-4356(91)90128-V",
      .aliases = "negative_likelihood_ratio nlr",
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::log,
      .interval = "log",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    return open_ratio(product(c.fn, c.negatives()), product(c.tn, c.positives()));
  }
  static constexpr ratio_of_proportions form_of(confusion const& c) {
    return {{static_cast<double>(c.fn), static_cast<double>(c.positives())},
            {static_cast<double>(c.tn), static_cast<double>(c.negatives())}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
