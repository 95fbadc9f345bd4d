// SPDX-License-Identifier: Apache-2.0
// Scaled Brier score: 1 − Brier score / Brier score of a model that predicts the prevalence for every row.
#pragma once
#include "clinmetrics/metric/calibration/brier.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct scaled_brier {
  using tally = sums_of<squared_error>;
  static constexpr descriptor about{
      .name = "scaled_brier",
      .label = "Scaled Brier score",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "1 - Brier / (prevalence (1 - prevalence))",
      .meaning =
          "How much lower the Brier score is than that of predicting the prevalence for every {row}, as a share. 0 is no better than that, "
          "1 is perfect, below 0 is worse.",
      .undefined = "a class has no row",
      .reference =
          "Steyerberg EW et al. Assessing the performance of prediction models. Epidemiology 2010;21:128-138. "
          "doi:10.1097/EDE.0b013e3181c30fb2",
      .aliases = "brier_skill_score d2_brier_score ipa",
      .least = -infinity,
      .h = scale::identity,
      .interval = "hull_mover_t",
      .published = "bca",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(tally const& t) {
    if (t.total() == 0) return undefined(status::empty);
    if (t.n_positive == 0) return undefined(status::no_positives);
    if (t.n_negative == 0) return undefined(status::no_negatives);
    double const uninformed = static_cast<double>(product(t.n_positive, t.n_negative)) / static_cast<double>(t.total());  // n·π(1 − π)
    return defined(1 - from_fixed(t.sum, t.bits) / uninformed);
  }
  // 1 − Brier/(π(1 − π))
  static composite form_of(tally const& t) {
    return {.a = brier::form_of(t),
            .b = binomial_variance{{static_cast<double>(t.n_positive), static_cast<double>(t.total())}},
            .how = {.h = scale::log},
            .map = {-1, 1, 0, 1}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
