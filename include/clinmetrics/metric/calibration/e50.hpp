// SPDX-License-Identifier: Apache-2.0
// E50: the median distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct e50 : curve_distance<1> {
  static constexpr e50 with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about = complete({
      .name = "e50",
      .label = "E50",
      .formula = "median of |c(p) - p| with the smooth calibration curve c",
      .meaning = "Half of the {rows} have a risk that is at most this far from the smooth calibration curve. 0 is perfect. It is above 0 "
                 "even for a perfect model, especially in small samples.",
      .aliases = "calibration_e50",
  });
};

}  // namespace CLINMETRICS_NAMESPACE
