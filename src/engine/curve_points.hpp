// SPDX-License-Identifier: Apache-2.0
// Chooses the cuts at which a ROC curve has its points: all distinct scores, or about a hundred that do not reveal single rows.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "score_cuts.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The rows from the highest score down to some score, and the two areas up to this point. Weighted rows count with their weights.
struct curve_point {
  std::size_t n_rows = 0;
  double tp = 0, fp = 0;
  double area = 0;       ///< under the ROC curve: sum of Δfp · (tp before + tp after) / 2
  double precision = 0;  ///< sum of Δtp · tp / (tp + fp): the average precision before it is divided by the positives
  unsigned n_marks = 0;  ///< the number of the 50 + 50 equal parts of the positives and of the negatives that are complete
};

/// The number of complete parts among n equal parts of a sum. It divides only if a part is completed.
class part_counter {
 public:
  part_counter(std::uint64_t all, unsigned n) : all_(all), n_(n), next_(all == 0 ? ~std::uint64_t{0} : end_of(1)) {}
  unsigned at(std::uint64_t sum) {
    if (sum >= next_) n_complete_ = static_cast<unsigned>(sum * n_ / all_), next_ = end_of(n_complete_ + 1);
    return n_complete_;
  }

 private:
  /// The least sum that completes k parts. Sums of weights are at most 2^51, so that the products fit.
  std::uint64_t end_of(unsigned k) const { return (all_ * k + n_ - 1) / n_; }

  std::uint64_t all_;
  unsigned n_, n_complete_ = 0;
  std::uint64_t next_;
};

/// Collects points from the cuts of a model's scores.
class point_collector {
 public:
  /// `above_all`: the tally above all scores. `keeps_all`: every distinct score is a point.
  point_collector(confusion const& above_all, double weight_scale, bool keeps_all);
  void add(score_cut const& cut);
  /// From (0, 0) to all rows: every distinct score, or at most 101 points at about equal steps of positives and of negatives. Each step
  /// contains at least 5 rows (if there are as many) and never splits equal scores. These points are then moved until the area under the
  /// straight lines between them is close to the AUROC, and the sum of Δrecall · precision over them to the average precision.
  std::vector<curve_point> finish() &&;

 private:
  double weight_scale_;
  bool keeps_all_;
  part_counter positive_parts_, negative_parts_, positive_places_, negative_places_;
  unsigned n_passed_ = 0;
  curve_point last_;
  std::vector<curve_point> kept_{1};
};

}  // namespace CLINMETRICS_NAMESPACE::engine
