// SPDX-License-Identifier: Apache-2.0
// E90: the .9 quantile of the distance of the smooth calibration curve from the diagonal.
#pragma once
#include <span>

#include "clinmetrics/metric/calibration/curve_distance.hpp"

namespace CLINMETRICS_NAMESPACE {

struct e90 : curve_distance<2> {
  static constexpr e90 with(std::span<double const> p) { return {{static_cast<smoother>(static_cast<int>(p[0]))}}; }
  static constexpr descriptor about = complete({
      .name = "e90",
      .label = "E90",
      .formula = ".9 quantile of |c(p) - p| with the smooth calibration curve c",
      .meaning = "Nine of ten {rows} have a risk that is at most this far from the smooth calibration curve. 0 is perfect. It is above 0 "
                 "even for a perfect model, especially in small samples.",
      .aliases = "calibration_e90",
  });
};

}  // namespace CLINMETRICS_NAMESPACE
