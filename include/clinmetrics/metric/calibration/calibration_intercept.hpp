// SPDX-License-Identifier: Apache-2.0
// Calibration intercept, or calibration in the large: what must be added to the logits of the risks to make their sum right.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_fit.hpp"

namespace CLINMETRICS_NAMESPACE {

struct calibration_intercept {
  using tally = calibration_fit;
  static constexpr descriptor about{
      .name = "calibration_intercept",
      .label = "Calibration intercept",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "a in logit P(y = 1) = a + logit p",
      .meaning =
          "What must be added to the logits of the predicted risks so that they add up to the observed number of events (calibration in "
          "the "
          "large). 0 is ideal. Above 0 the model predicts too little risk, below 0 too much.",
      .undefined = "a class has no row; a risk is 0 or 1",
      .reference =
          "Cox DR. Biometrika 1958;45:562-565. doi:10.1093/biomet/45.3-4.562; Van Calster B et al. BMC Med 2019;17:230. "
          "doi:10.1186/s12916-019-1466-7",
      .aliases = "calibration_in_the_large citl",
      .least = -infinity,
      .greatest = infinity,
      .direction = better::zero,
      .h = scale::identity,
      .interval = "transform_t",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(calibration_fit const& t) {
    auto const why = t.why(calibration_fit_pass::why_no_intercept);
    return why == status::ok ? defined(t.number(calibration_fit_pass::intercept)) : undefined(why);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
