// SPDX-License-Identifier: Apache-2.0
// Informedness (Youden J): sensitivity + specificity − 1.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct informedness {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "informedness",
      .label = "Informedness",
      .section = sections::decision,
      .family = "binary",
      .formula = "TPR + TNR - 1",
      .meaning = "Sensitivity + specificity − 1 (Youden’s J). 0 is chance.",
      .undefined = "a class has no row",
      .reference =
          "Youden WJ. Index for rating diagnostic tests. Cancer 1950;3:32-35. "
          "doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3",
      .aliases = "youden youden_j bookmaker_informedness",
      .least = -1,
      .h = scale::fisher_z,
      .interval = "square_and_add",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    auto const gain = static_cast<i128>(product(c.tp, c.negatives())) - static_cast<i128>(product(c.fp, c.positives()));
    return defined(static_cast<double>(gain) / static_cast<double>(product(c.positives(), c.negatives())));
  }
  // TPR − FPR
  static constexpr composite_of_proportions form_of(confusion const& c) {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.positives())},
            .b = {static_cast<double>(c.fp), static_cast<double>(c.negatives())}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
