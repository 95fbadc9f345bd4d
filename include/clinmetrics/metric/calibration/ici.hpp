// SPDX-License-Identifier: Apache-2.0
// Integrated calibration index: the mean distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ici : curve_distance<0> {
  static constexpr ici with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about = complete({
      .name = "ici",
      .label = "Integrated calibration index",
      .formula = "mean |c(p) - p| with the smooth calibration curve c",
      .meaning = "Mean distance between the smooth calibration curve and the diagonal, over the {rows}. 0 is perfect. It is above 0 even "
                 "for a perfect model, especially in small samples, and differs a little between smoothers.",
      .aliases = "integrated_calibration_index eavg",
  });
};

}  // namespace CLINMETRICS_NAMESPACE
