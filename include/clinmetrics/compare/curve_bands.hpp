// SPDX-License-Identifier: Apache-2.0
// Limits of ROC and precision-recall curves, for independent rows of equal weight.
#pragma once
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct curve_limits {
  std::vector<double> lower, upper;
};

/// One entry per point of the curve.
struct curve_bands {
  curve_limits sensitivity, precision;  ///< Wilson limits at each threshold; NaN where nothing is divided
  // For a whole curve at once; empty if a class has no rows:
  curve_limits simultaneous_sensitivity;  ///< at each false positive rate
  curve_limits simultaneous_precision;    ///< at each recall (sensitivity); 0 and 1 at the recall 0
};

/// The limits of a curve of cumulative counts from (0, 0) to all rows.
///
/// The simultaneous band contains the ROC curve with at least probability `level`: the distribution of the scores of each class lies within
/// a band of half width √(ln(2/α′)/(2n)), α′ = 1 − √level, for any distribution and any n, and every ROC curve that both allow lies within
/// this one. Between two points the curve may run anywhere, so fewer points give a wider band. Cost O(points · log points).
///
/// The precision needs the prevalence, too. Its band is made of the false positive rates that are possible at a recall and of the limits of
/// the prevalence by Clopper and Pearson, with α′ = 1 − ∛level for each of the three: given the sizes of the classes, their scores do not
/// depend on these sizes, so the three probabilities are multiplied. It holds for rows that are a random sample of one population.
/// Campbell G. Stat Med 1994;13:499-508. doi:10.1002/sim.4780130513. Massart P. Ann Probab 1990;18:1269-1283. doi:10.1214/aop/1176990746
CLINMETRICS_EXPORT curve_bands bands_of_curve(std::span<double const> tp, std::span<double const> fp, double level);

}  // namespace CLINMETRICS_NAMESPACE
