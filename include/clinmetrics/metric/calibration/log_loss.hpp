// SPDX-License-Identifier: Apache-2.0
// Log loss: the mean of -log(predicted probability of the observed outcome).
#pragma once
#include <algorithm>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct log_loss {
  using tally = sums_of<negative_log_likelihood>;
  static constexpr descriptor about{
      .name = "log_loss",
      .label = "Log loss",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "-mean (y log p + (1 - y) log(1 - p))",
      .meaning =
          "Mean of −log of the probability that was predicted for what happened (natural logarithm, not clipped). 0 is perfect; a single "
          "event with a predicted risk of 0 makes it infinite.",
      .undefined = "no row; +inf if a predicted risk of 0 or 1 is wrong",
      .reference = "Good IJ. Rational decisions. J R Stat Soc B 1952;14:107-114. doi:10.1111/j.2517-6161.1952.tb00104.x",
      .aliases = "logarithmic_loss cross_entropy",
      .greatest = infinity,
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
    if (t.n_infinite > 0) return defined(infinity);
    return defined(from_fixed(t.sum, t.bits) / static_cast<double>(t.total()));
  }
  /// The largest loss that any of the rows could have had.
  static double largest(double least_risk, double greatest_risk) {
    return std::max(negative_log_likelihood::of(least_risk, true), negative_log_likelihood::of(greatest_risk, false));
  }
  static bounded_mean form_of(tally const& t) { return {.value = of(t).number, .least = 0, .greatest = infinity, .of_scores = &largest}; }
};

}  // namespace CLINMETRICS_NAMESPACE
