// SPDX-License-Identifier: Apache-2.0
// Calibration slope: the coefficient of the logit of the risk in a logistic regression of the outcome.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_fit.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_slope {
  using tally = calibration_fit;
  static constexpr descriptor about{
      .name = "calibration_slope",
      .label = "Calibration slope",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "b in logit P(y = 1) = a + b logit p",
      .meaning =
          "How strongly the outcome follows the predicted risks, on the logit scale. 1 is ideal. Below 1 the predictions are too extreme: "
          "high risks are too high and low risks too low, as those of an overfitted model. Above 1 they are not extreme enough.",
      .undefined = "a class has no row; a risk is 0 or 1; all risks are equal; the classes are separated by the risk",
      .reference =
          "Cox DR. Biometrika 1958;45:562-565. doi:10.1093/biomet/45.3-4.562; Van Calster B et al. BMC Med 2019;17:230. "
          "doi:10.1186/s12916-019-1466-7",
      .aliases = "cox_slope",
      .least = -infinity,
      .greatest = infinity,
      .direction = better::one,
      .h = scale::identity,
      .interval = "slope_t",
      .interval_dependent = "slope_t",
      .published = "transform_t",
      .published_dependent = "transform_t",
      .reads_both_classes = true,
  };
  static value of(calibration_fit const& t) {
    auto const why = t.why(calibration_fit_pass::why_no_slope);
    return why == status::ok ? defined(t.number(calibration_fit_pass::slope)) : undefined(why);
  }
  static regression_slope form_of(calibration_fit const& t) { return {of(t).number, t.slope_se()}; }
};

}  // namespace CLINMETRICS_NAMESPACE
