// SPDX-License-Identifier: Apache-2.0
// Brier score: the mean squared difference of risk and outcome.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier {
  using tally = sums_of<squared_error>;
  static constexpr descriptor about{
      .name = "brier",
      .label = "Brier score",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "mean (p - y)^2",
      .meaning =
          "Mean squared difference between the predicted risk and the outcome (0 or 1). 0 is perfect. Its scale depends on the prevalence.",
      .undefined = "no row",
      .reference = "Brier GW. Mon Weather Rev 1950;78:1-3. doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
      .aliases = "brier_score_loss brier_score",
      .direction = better::lower,
      .h = scale::log,
      .interval = "beta_bound",
      .interval_dependent = "beta_bound",
      .published = "student_t",
      .published_dependent = "transform_t",
      .depends_on_prevalence = true,
  };
  static value of(tally const& t) {
    if (t.total() == 0) return undefined(status::empty);
    return defined(from_fixed(t.sum, t.bits) / static_cast<double>(t.total()));
  }
  static bounded_mean form_of(tally const& t) { return {.value = of(t).number, .least = 0, .greatest = 1}; }
};

}  // namespace CLINMETRICS_NAMESPACE
