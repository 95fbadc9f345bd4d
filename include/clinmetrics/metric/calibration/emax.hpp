// SPDX-License-Identifier: Apache-2.0
// Emax: the largest distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct emax : curve_distance<3> {
  static constexpr emax with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about = complete({
      .name = "emax",
      .label = "Emax",
      .formula = "max |c(p) - p| with the smooth calibration curve c",
      .meaning = "Largest distance between a predicted risk and the smooth calibration curve. 0 is perfect. A few {rows} at an end of "
                 "the curve often decide it, and it is above 0 even for a perfect model.",
      .aliases = "calibration_emax",
  });
};

}  // namespace CLINMETRICS_NAMESPACE
