// SPDX-License-Identifier: Apache-2.0
// The miscalibration part of the Brier score: what isotonic recalibration would gain.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/isotonic_scores.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_miscalibration {
  using tally = isotonic_scores;
  static constexpr descriptor about{
      .name = "brier_miscalibration",
      .label = "Brier miscalibration",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "mean (p - y)^2 - mean (c(p) - y)^2 with the isotonic regression c of y on p",
      .meaning =
          "How much isotonic recalibration of the risks would lower the Brier score. 0 is perfect. It is above 0 even for a perfect model. "
          "Brier "
          "score = miscalibration - discrimination + uncertainty, exactly and without bins.",
      .undefined = "no row",
      .reference = "Dimitriadis T, Gneiting T, Jordan AI. PNAS 2021;118:e2016191118. doi:10.1073/pnas.2016191118",
      .aliases = "mcb",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "none",  // the bootstrap is not consistent for isotonic regression, and no other method has been shown to hold
      .interval_dependent = "none",
      .depends_on_prevalence = true,
  };
  static value of(isotonic_scores const& t) { return t.weight == 0 ? undefined(status::empty) : defined(t.of_risks - t.recalibrated); }
};

}  // namespace CLINMETRICS_NAMESPACE
