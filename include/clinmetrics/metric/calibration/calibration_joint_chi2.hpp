// SPDX-License-Identifier: Apache-2.0
// Joint test of calibration: the likelihood ratio of intercept 0 and slope 1.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_fit.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_joint_chi2 {
  using tally = calibration_test;
  static constexpr descriptor about{
      .name = "calibration_joint_chi2",
      .label = "Joint calibration test, χ²",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "2 (log L(a, b) - log L(0, 1)), logit P(y = 1) = a + b logit p",
      .meaning =
          "Likelihood-ratio test of calibration intercept 0 and slope 1 at the same time, with 2 degrees of freedom, for a model that was "
          "made on other {rows}. 0 means that the regression changes nothing. It grows with the number of {rows}.",
      .undefined =
          "units with several rows or unequal weights; a class has no row; a risk is 0 or 1; all risks are equal; the classes are "
          "separated by the risk",
      .reference =
          "Cox DR. Biometrika 1958;45:562-565. doi:10.1093/biomet/45.3-4.562; Miller ME, Hui SL, Tierney WM. Stat Med "
          "1991;10:1213-1226. doi:10.1002/sim.4780100805",
      .aliases = "calibration_likelihood_ratio",
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
      .reads_both_classes = true,
  };
  static value of(calibration_test const& t) {
    if (!t.is_independent()) return undefined(status::not_independent);
    auto const why = t.why(calibration_fit_pass::why_no_slope);
    return why == status::ok ? defined(t.number(calibration_fit_pass::deviance)) : undefined(why);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
