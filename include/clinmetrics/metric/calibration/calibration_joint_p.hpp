// SPDX-License-Identifier: Apache-2.0
// The p value of the joint test of calibration.
#pragma once
#include "clinmetrics/metric/calibration/calibration_joint_chi2.hpp"
#include "clinmetrics/metric/tail.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_joint_p {
  using tally = calibration_test;
  static constexpr descriptor about{
      .name = "calibration_joint_p",
      .label = "Joint calibration test, p",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "P(chi-squared with 2 df >= calibration_joint_chi2)",
      .meaning =
          "The p value of the joint test of calibration intercept 0 and slope 1. A small value speaks against calibration; a large value "
          "does not show that the model is calibrated.",
      .undefined = calibration_joint_chi2::about.undefined,
      .reference = calibration_joint_chi2::about.reference,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
      .reads_both_classes = true,
  };
  static value of(calibration_test const& t) {
    auto const chi2 = calibration_joint_chi2::of(t);
    return chi2.why == status::ok ? defined(chi_squared_p(chi2.number, 2)) : chi2;
  }
};

}  // namespace CLINMETRICS_NAMESPACE
