// SPDX-License-Identifier: Apache-2.0
// The four counts of a confusion matrix and their sums as real numbers, for statistics with derivatives.
#pragma once
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/tally/confusion.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Sums of TP, FP, FN, TN by outcome and by prediction.
struct cell_margins {
  double positives, negatives, flagged, cleared;
};
constexpr cell_margins margins_of(double const* t) { return {t[0] + t[2], t[1] + t[3], t[0] + t[1], t[2] + t[3]}; }

/// The form of a statistic of the four counts.
constexpr cell_statistic statistic_of(confusion const& c, cell_value (*at)(double const*)) {
  return {{static_cast<double>(c.tp), static_cast<double>(c.fp), static_cast<double>(c.fn), static_cast<double>(c.tn)}, at};
}

}  // namespace CLINMETRICS_NAMESPACE
