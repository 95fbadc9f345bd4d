// SPDX-License-Identifier: Apache-2.0
// The decision curve of a model in a group: its net benefit at a grid of thresholds, with limits at each and for all together.
//
// Pointwise limits are those of the metric net_benefit. Simultaneous limits use its formula with Clopper–Pearson limits, because Wilson's
// are too narrow in far tails, at a critical value z that bounds the probability that any of the estimates is further than z standard
// errors from the truth: for normal estimates with correlations r of neighbouring thresholds, Hunter's inequality gives
//   P(max |Z_k| > z) <= 2Φ(−z) + 4 Σ T(z, √((1 − r)/(1 + r))),   T: Owen's function.
// The correlations are those of the counts. No random numbers are drawn. References: Hunter D. J Appl Probab 1976;13:597-603; Owen DB. Ann
// Math Stat 1956;27:1075-1090; Worsley KJ. Biometrika 1982;69:297-302.
#pragma once
#include <cstddef>
#include <vector>

#include "clinmetrics/engine/result.hpp"
#include "score_cuts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// Collects the 2 × 2 counts at the thresholds 0.01, 0.02, …, 0.99.
class decision_collector {
 public:
  explicit decision_collector(confusion const& above_all);
  void add(score_cut const& cut);
  /// Unless `keeps_all`, thresholds are left out where fewer than 5 rows (but more than 0) would lie above, below, or between two of them.
  /// Without `has_limits` there are none.
  curve::decision_points finish(bool keeps_all, bool has_limits, double level) const;

 private:
  static constexpr std::size_t n_thresholds = 99;
  struct point {
    std::size_t n_rows = 0;  ///< predicted positives as rows, without weights
    confusion counts;
  };
  std::vector<std::size_t> shown(bool keeps_all) const;

  point last_;  ///< at the lowest score so far
  std::vector<point> at_;
  std::size_t n_open_ = n_thresholds;  ///< thresholds below the scores so far
};

/// The critical value z for correlations of neighbours; at least that of one estimate at this level.
double critical_of_neighbors(std::vector<double> const& correlation, double level);

}  // namespace CLINMETRICS_NAMESPACE::engine
