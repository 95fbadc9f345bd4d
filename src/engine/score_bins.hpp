// SPDX-License-Identifier: Apache-2.0
// Sorts the scores into bins: ten bins of equal mass for calibration, and a histogram with rounded edges.
#pragma once
#include <array>
#include <vector>

#include "clinmetrics/engine/result.hpp"
#include "score_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The rows of one bin.
struct bin_rows {
  double low = 0, high = 0;  ///< the lowest and highest score of its rows, or edges
  std::size_t n_rows = 0;
  class_sums sums = {};
  double score_sum = 0;  ///< of weight times score
};

/// Ten bins of equal mass, as for the ECE, or fewer if ties or bins of fewer than 5 rows are joined; none for fewer than 5 rows. Edges are
/// rounded outward to three significant digits (if the scores are closer together than that, to two digits of their spread, and to six at
/// most).
class risk_binner {
 public:
  risk_binner(class_sums const& all, double weight_scale) : all_(all.all()), weight_scale_(weight_scale) {}
  void add(score_run const& run);
  /// With `has_limits` each bin has Wilson limits at `level`.
  curve::risk_bins finish(bool has_limits, double level) const;

 private:
  static constexpr unsigned n_bins = 10;
  u128 all_;
  double weight_scale_;
  std::array<bin_rows, n_bins> bins_{};
  unsigned at_ = n_bins - 1;  ///< the bin of the last score; scores are descending
};

/// Up to 20 bars over the range of the scores, at multiples of 1, 2, 2.5 or 5 times a power of ten. Bars of fewer than 5 rows are joined to
/// a neighbour, so the bars differ in width; none for fewer than 5 rows. Bar i counts edges[i] <= score < edges[i + 1]; the last one also
/// includes its end.
class score_binner {
 public:
  score_binner(double lowest, double highest, double weight_scale);
  void add(score_run const& run);
  curve::score_bars finish() const;

 private:
  double weight_scale_;
  std::vector<bin_rows> bars_;
  std::size_t at_;  ///< the bar of the last score; scores are descending
};

}  // namespace CLINMETRICS_NAMESPACE::engine
