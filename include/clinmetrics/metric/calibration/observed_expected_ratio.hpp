// SPDX-License-Identifier: Apache-2.0
// O:E ratio: observed divided by expected number of events.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct observed_expected_ratio {
  using tally = sums_of<predicted_risk>;
  static constexpr descriptor about{
      .name = "observed_expected_ratio",
      .label = "O:E ratio",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum y / sum p",
      .meaning =
          "Number of observed events divided by the number that the model expects (the sum of the predicted risks). Above 1 the model "
          "predicts too little risk, below 1 too much.",
      .undefined = "no row; sum p = 0",
      .reference =
          "Van Calster B et al. Calibration: the Achilles heel of predictive analytics. BMC Med 2019;17:230. doi:10.1186/s12916-019-1466-7",
      .aliases = "oe_ratio",
      .greatest = infinity,
      .direction = better::one,
      .h = scale::log,
      .interval = "transform_t",
      .depends_on_prevalence = true,
  };
  static value of(tally const& t) {
    if (t.total() == 0) return undefined(status::empty);
    if (t.sum == 0) return {t.n_positive == 0 ? not_a_number : infinity, status::zero_denominator};
    return defined(static_cast<double>(t.n_positive) / from_fixed(t.sum, t.bits));
  }
  static event_ratio form_of(tally const& t) {
    return {static_cast<double>(t.n_positive), from_fixed(t.sum, t.bits), static_cast<double>(t.total())};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
