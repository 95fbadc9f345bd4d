// SPDX-License-Identifier: Apache-2.0
// The uncertainty part of the Brier score: that of predicting the prevalence for every row.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_uncertainty {
  using tally = sums_of<squared_error>;
  static constexpr descriptor about{
      .name = "brier_uncertainty",
      .label = "Brier uncertainty",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "prevalence (1 - prevalence)",
      .meaning =
          "The Brier score of predicting the prevalence for every {row}. It does not depend on the model, and is the same part of both "
          "decompositions of the Brier score: by bins, and by isotonic regression.",
      .undefined = "no row",
      .reference = "Murphy AH. J Appl Meteorol 1973;12:595-600. doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
      .greatest = 0.25,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "mover",
      .depends_on_prevalence = true,
      .needs_decision = false,
  };
  static value of(tally const& t) {
    if (t.total() == 0) return undefined(status::empty);
    auto const n = static_cast<double>(t.total());
    return defined(static_cast<double>(t.n_positive) / n * (static_cast<double>(t.n_negative) / n));
  }
  // p(1 − p) alone: nothing is added to it
  static composite form_of(tally const& t) {
    proportion const share{static_cast<double>(t.n_positive), static_cast<double>(t.total())};
    return {.a = binomial_variance{share}, .b = share, .how = {.weight = 0}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
