// SPDX-License-Identifier: Apache-2.0
// Matthews correlation coefficient: the correlation of the predicted class with the outcome.
#pragma once
#include <cmath>

#include "clinmetrics/metric/cells.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct mcc {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "mcc",
      .label = "MCC",
      .section = sections::decision,
      .family = "binary",
      .formula = "(TP TN - FP FN) / sqrt((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
      .meaning = "Matthews correlation coefficient of prediction and outcome, from −1 to 1. 0 is chance.",
      .undefined = "a row or a column of the 2 x 2 table is empty",
      .reference = "Matthews BW. Biochim Biophys Acta 1975;405:442-451. doi:10.1016/0005-2795(75)90109-9",
      .aliases = "matthews_corrcoef phi",
      .least = -1,
      .h = scale::fisher_z,
      .interval = "hull_bca_delta",
      .published = "bca",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(confusion const& c) {
    if (auto const why = both_classes(c); why != status::ok) return undefined(why);
    if (c.flagged() == 0 || c.cleared() == 0) return undefined(status::zero_denominator);
    auto const gain = static_cast<i128>(product(c.tp, c.tn)) - static_cast<i128>(product(c.fp, c.fn));
    // One root of the whole product: it is exact if the two factors are equal, so a perfect prediction has exactly 1.
    double const outcome = static_cast<double>(product(c.positives(), c.negatives())),
                 decision = static_cast<double>(product(c.flagged(), c.cleared()));
    double const r = static_cast<double>(gain) / std::sqrt(outcome * decision);
    return defined(r > 1 ? 1 : r < -1 ? -1 : r);  // the root is rounded
  }
  static constexpr cell_statistic form_of(confusion const& c) { return statistic_of(c, &at); }
  static cell_value at(double const* t) {
    auto const [p, n, f, d] = margins_of(t);
    double const root = std::sqrt(p * n) * std::sqrt(f * d), r = (t[0] * t[3] - t[1] * t[2]) / root;
    double const by_p = r / 2 / p, by_n = r / 2 / n, by_f = r / 2 / f, by_d = r / 2 / d;  // the quotient rule
    return {r, {t[3] / root - by_p - by_f, -t[2] / root - by_n - by_f, -t[1] / root - by_p - by_d, t[0] / root - by_n - by_d}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
