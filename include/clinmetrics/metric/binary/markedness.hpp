// SPDX-License-Identifier: Apache-2.0
// Markedness: PPV + NPV − 1.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct markedness {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "markedness",
      .label = "Markedness",
      .section = sections::decision,
      .family = "binary",
      .formula = "PPV + NPV - 1",
      .meaning = "PPV + NPV − 1, at the prevalence of these data. 0 is chance.",
      .undefined = "no predicted positive or no predicted negative",
      .reference =
          "Powers DMW. Evaluation: from precision, recall and F-measure to ROC, informedness, markedness and correlation. J Mach Learn "
          "Technol 2011;2:37-63",
      .aliases = "delta_p",
      .least = -1,
      .h = scale::fisher_z,
      .interval = "square_and_add",
      .interval_dependent = "mover",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  static constexpr value of(confusion const& c) {
    if (c.flagged() == 0 || c.cleared() == 0) return undefined(if_any(c, status::zero_denominator));
    auto const gain = static_cast<i128>(product(c.tp, c.cleared())) - static_cast<i128>(product(c.fn, c.flagged()));
    return defined(static_cast<double>(gain) / static_cast<double>(product(c.flagged(), c.cleared())));
  }
  // PPV − FOR
  static constexpr composite_of_proportions form_of(confusion const& c) {
    return {.a = {static_cast<double>(c.tp), static_cast<double>(c.flagged())},
            .b = {static_cast<double>(c.fn), static_cast<double>(c.cleared())}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
