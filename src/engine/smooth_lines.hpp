// SPDX-License-Identifier: Apache-2.0
// Smooth calibration curves of a group, by restricted cubic splines and by loess, with pointwise limits.
//
// Limits of the spline are Student's or normal limits of the logit: from the inverse of the information if rows are independent with equal
// weights, else from the sums of the scores of units (Liang KY, Zeger SL. Biometrika 1986;73:13-22. doi:10.1093/biomet/73.1.13). Those of
// loess are normal limits with the variances c(1 − c) of the rows, cut at 0 and 1; with units or unequal weights there are none.
#pragma once
#include <cstddef>
#include <vector>

#include "clinmetrics/core/stop.hpp"
#include "clinmetrics/engine/result.hpp"
#include "score_cuts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The distinct risks of a group with their rows, by descending risk.
class risk_collector {
 public:
  void add(score_cut const& cut);
  /// The lines of a group. Each has at most 101 points between the 1 % and 99 % quantiles of the risks, but beyond the fourth smallest and
  /// the fourth largest of them, and starts and ends at rounded risks. None if a class has fewer than 5 rows, or where no curve exists.
  std::vector<smooth_line> finish(ranked_group const& group, double level, stop_flag stop) &&;

 private:
  std::vector<double> risk_, weight_, events_;
  std::vector<std::size_t> n_rows_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
