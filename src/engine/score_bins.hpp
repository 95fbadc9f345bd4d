// SPDX-License-Identifier: Apache-2.0
// Tables of a group's rows by bins of the score: ten bins of equal mass for calibration, and a histogram with rounded edges.
#pragma once
#include <array>
#include <vector>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/engine/result.hpp"
#include "score_cuts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// One bin: the tally calibration_bins has the same sums. Sums of weights, in the unit of the tallies.
struct score_bin {
  double low = 0, high = 0;  ///< the lowest and highest score of its rows, or edges
  std::size_t n_rows = 0;
  std::uint64_t n_positive = 0, n_negative = 0;
  u128 risk = 0;  ///< fixed point with point_bits
  std::uint64_t n() const { return n_positive + n_negative; }
  /// Adds the rows with the score of the cut.
  void add(score_cut const& cut) { n_rows += cut.n_tied_rows, n_positive += cut.n_tied_positive, n_negative += cut.n_tied_negative; }
};

/// The ten bins of equal mass of the ECE, or fewer if ties or bins of fewer than 5 rows are joined; none for fewer than 5 rows. Edges are
/// rounded outward to three significant digits (if the scores are closer together than that, to two digits of their spread, and to six at
/// most).
class risk_binner {
 public:
  void add(score_cut const& cut);
  /// With `has_limits` each bin has Wilson limits at `level`.
  curve::risk_bins finish(double weight_scale, bool has_limits, double level) const;

 private:
  static constexpr std::uint32_t n_bins = 10;
  std::array<score_bin, n_bins> bins_{};
};

/// Up to 20 bars over the range of the scores, at multiples of 1, 2, 2.5 or 5 times a power of ten. Bars of fewer than 5 rows are joined to
/// a neighbour, so the bars differ in width; none for fewer than 5 rows. Bar i counts edges[i] <= score < edges[i + 1]; the last one also
/// includes its end.
class score_binner {
 public:
  score_binner(double lowest, double highest);
  void add(score_cut const& cut);
  curve::score_bars finish(double weight_scale) const;

 private:
  std::vector<score_bin> bars_;
  std::size_t at_;  ///< the bar of the last score; scores are descending
};

}  // namespace CLINMETRICS_NAMESPACE::engine
