// SPDX-License-Identifier: Apache-2.0
// Emax: the largest distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct emax : curve_distance<3> {
  static constexpr emax with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about{
      .name = "emax",
      .label = "Emax",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "max |c(p) - p| with the smooth calibration curve c",
      .meaning =
          "Largest distance between a predicted risk and the smooth calibration curve. 0 is perfect. A few {rows} at an end of "
          "the curve often decide it, and it is above 0 even for a perfect model.",
      .undefined = undefined_if,
      .reference = paper,
      .aliases = "calibration_emax",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "l1_projection",
      .interval_dependent = "l1_projection",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
};

}  // namespace CLINMETRICS_NAMESPACE
