// SPDX-License-Identifier: Apache-2.0
// Mean calibration difference: observed minus predicted share of events.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct mean_calibration_difference {
  using tally = sums_of<predicted_risk>;
  static constexpr descriptor about{
      .name = "mean_calibration_difference",
      .label = "Observed − predicted",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "mean y - mean p",
      .meaning =
          "Observed share of events minus the mean predicted risk. Above 0 the model predicts too little risk on average, below 0 too "
          "much.",
      .undefined = "no row",
      .reference =
          "Van Calster B et al. Calibration: the Achilles heel of predictive analytics. BMC Med 2019;17:230. doi:10.1186/s12916-019-1466-7",
      .aliases = "calibration_in_the_large_difference",
      .least = -1,
      .direction = better::zero,
      .h = scale::identity,
      .interval = "beta_bound",
      .interval_dependent = "beta_bound",
      .published = "student_t",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  static value of(tally const& t) {
    if (t.total() == 0) return undefined(status::empty);
    return defined((static_cast<double>(t.n_positive) - from_fixed(t.sum, t.bits)) / static_cast<double>(t.total()));
  }
  static bounded_mean form_of(tally const& t) { return {.value = of(t).number, .least = -1, .greatest = 1, .pseudo_rows = 1}; }
};

}  // namespace CLINMETRICS_NAMESPACE
