// SPDX-License-Identifier: Apache-2.0
// Integrated calibration index: the mean distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ici : curve_distance<0> {
  static constexpr ici with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about{
      .name = "ici",
      .label = "Integrated calibration index",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "mean |c(p) - p| with the smooth calibration curve c",
      .meaning =
          "Mean distance between the smooth calibration curve and the diagonal, over the {rows}. 0 is perfect. It is above 0 even "
          "for a perfect model, especially in small samples, and differs a little between smoothers.",
      .undefined = undefined_if,
      .reference = paper,
      .aliases = "integrated_calibration_index eavg",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "l1_projection",
      .interval_dependent = "l1_projection",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
};

}  // namespace CLINMETRICS_NAMESPACE
