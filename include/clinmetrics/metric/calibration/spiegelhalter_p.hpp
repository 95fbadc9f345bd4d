// SPDX-License-Identifier: Apache-2.0
// The two-sided p value of Spiegelhalter's test of calibration.
#pragma once
#include "clinmetrics/metric/calibration/spiegelhalter_z.hpp"
#include "clinmetrics/metric/tail.hpp"

namespace CLINMETRICS_NAMESPACE {

struct spiegelhalter_p {
  using tally = spiegelhalter_sums;
  static constexpr descriptor about{
      .name = "spiegelhalter_p",
      .label = "Spiegelhalter test, p",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "2 P(Z >= |spiegelhalter_z|)",
      .meaning =
          "Two-sided p value of Spiegelhalter’s test. A small value speaks against calibration; a large value does not show that the model "
          "is calibrated.",
      .undefined = spiegelhalter_z::about.undefined,
      .reference = spiegelhalter_z::about.reference,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
  };
  static value of(spiegelhalter_sums const& t) {
    auto const z = spiegelhalter_z::of(t);
    return z.why == status::ok ? defined(two_sided_normal_p(z.number)) : z;
  }
};

}  // namespace CLINMETRICS_NAMESPACE
