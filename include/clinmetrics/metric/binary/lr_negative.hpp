// SPDX-License-Identifier: Apache-2.0
// Negative likelihood ratio: the factor by which a negative prediction lowers the odds.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/metric/unlock.hpp"

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
      .interval = method::log_ratio,
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    return open_ratio(product(c.fn, c.negatives()), product(c.tn, c.positives()));
  }
  static constexpr ratio_kind kind_of_ratio = ratio_kind::lr_negative;
};

}  // namespace CLINMETRICS_NAMESPACE
