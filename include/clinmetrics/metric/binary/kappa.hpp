// SPDX-License-Identifier: Apache-2.0
// Cohen's kappa: agreement of the predicted class with the outcome, beyond the agreement expected by chance.
#pragma once
#include "clinmetrics/metric/cells.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct kappa {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "kappa",
      .label = "Cohen’s kappa",
      .section = sections::decision,
      .family = "binary",
      .formula = "(p_o - p_e) / (1 - p_e)",
      .meaning = "Agreement of prediction and outcome beyond what chance would give. 0 is chance, 1 is perfect.",
      .undefined = "all rows are true positives, or all are true negatives",
      .reference = "Cohen J. Educ Psychol Meas 1960;20:37-46. doi:10.1177/001316446002000104",
      .aliases = "cohen_kappa_score cohen_kappa",
      .least = -1,
      .h = scale::fisher_z,
      .interval = "hull_bca_delta",
      .published = "bca",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static constexpr value of(confusion const& c) {
    u128 const whole = product(c.flagged(), c.negatives()) + product(c.positives(), c.cleared());
    if (whole == 0) return undefined(c.total() == 0 ? status::empty : c.positives() == 0 ? status::no_positives : status::no_negatives);
    auto const gain = static_cast<i128>(product(c.tp, c.tn)) - static_cast<i128>(product(c.fp, c.fn));
    return defined(2 * static_cast<double>(gain) / static_cast<double>(whole));
  }
  static constexpr cell_statistic form_of(confusion const& c) { return statistic_of(c, &at); }
  static cell_value at(double const* t) {
    auto const [p, n, f, d] = margins_of(t);
    double const w = f * n + p * d, k = 2 * (t[0] * t[3] - t[1] * t[2]) / w;
    return {k, {(2 * t[3] - k * (n + d)) / w, (-2 * t[2] - k * (n + f)) / w, (-2 * t[1] - k * (p + d)) / w, (2 * t[0] - k * (p + f)) / w}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
