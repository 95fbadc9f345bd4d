// SPDX-License-Identifier: Apache-2.0
// The discrimination part of the Brier score: how far isotonic recalibrated risks are better than the prevalence.
#pragma once
#include <algorithm>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/isotonic_scores.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_discrimination {
  using tally = isotonic_scores;
  static constexpr descriptor about{
      .name = "brier_discrimination",
      .label = "Brier discrimination",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "prevalence (1 - prevalence) - mean (c(p) - y)^2 with the isotonic regression c of y on p",
      .meaning =
          "How much lower the Brier score of the recalibrated risks is than that of predicting the prevalence. 0 if the order of the risks "
          "says "
          "nothing, at most the uncertainty. Brier score = miscalibration - discrimination + uncertainty, exactly and without bins.",
      .undefined = "no row",
      .reference = "Dimitriadis T, Gneiting T, Jordan AI. PNAS 2021;118:e2016191118. doi:10.1073/pnas.2016191118",
      .aliases = "dsc",
      .greatest = 0.25,
      .h = scale::identity,
      .interval = "none",  // the bootstrap is not consistent for isotonic regression, and no other method has been shown to hold
      .interval_dependent = "none",
      .depends_on_prevalence = true,
  };
  static value of(isotonic_scores const& t) {
    return t.weight == 0 ? undefined(status::empty)
                         : defined(std::max(t.of_prevalence - t.recalibrated, 0.));  // less than 0 by rounding alone
  }
};

}  // namespace CLINMETRICS_NAMESPACE
