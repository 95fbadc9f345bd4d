// SPDX-License-Identifier: Apache-2.0
// The result: one long table, a row for each model, metric, parameters and group, and what was run.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/value.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace clinmetrics {

/// What a reader should know about a row.
enum class flag : std::uint8_t {
  threshold_rounding = 1,          ///< rounding the threshold to the scores' type would move a row
  prevalence_fixed_by_design = 2,  ///< the strata are the classes, and the metric depends on prevalence
  low_effective_sample_size = 4,   ///< Kish's n_eff is below 30
  small_stratum = 8                ///< a stratum has fewer than 10 units
};

/// Rows of one group.
struct group_size {
  std::size_t n = 0, n_positive = 0, n_negative = 0, n_units = 0;
  double weight_sum = 0, n_eff = 0;
};

struct result_row {
  std::uint32_t model = 0;      ///< index into result::models
  std::uint32_t partition = 0;  ///< index into result::partitions; 0 is everyone
  std::uint32_t group = 0;      ///< index into that partition's groups
  std::string metric;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< sorted by name; `threshold` among them
  clinmetrics::value value{};
  clinmetrics::interval interval{};
  std::uint8_t flags = 0;
  group_size size;
  std::uint32_t n_resamples = 0;   ///< 0 where no replicates were used
  std::uint32_t n_undefined = 0;   ///< replicates without a value
  std::vector<double> replicates;  ///< with keep_replicates
};

/// What the pictures of one model are drawn from: counts at about a hundred points of the ROC curve, bins and bars of 5 rows and more, and
/// never a single row's score (with curve_steps::exact: the counts at every distinct score). All rows are in it, weighted rows with their
/// weights. Limits are Wilson limits at each point; there are none with weights or clusters, where they would not hold.
struct curve {
  /// A threshold that was asked for: the counts with score >= threshold.
  struct mark {
    double threshold, tp, fp;
  };
  /// Bin i lies between edges[i] and edges[i + 1]. All are empty unless the scores are probabilities.
  struct risk_bins {
    std::vector<double> edges, n, n_positive, mean_score, lower, upper;  ///< limits are NaN where they would not hold
  };
  /// Bar i holds edges[i] <= score < edges[i + 1], the last one its end, too. Bars may differ in width.
  struct score_bars {
    std::vector<double> edges, n_positive, n_negative;
  };
  std::uint32_t model = 0;
  std::vector<double> tp, fp;  ///< cumulative from the highest score: from (0, 0) to all rows
  double n_positive = 0, n_negative = 0;
  std::vector<mark> marks;                                   ///< highest threshold first
  std::vector<double> sensitivity_lower, sensitivity_upper;  ///< at each point, or empty
  risk_bins calibration;
  score_bars histogram;
};

class result {
 public:
  std::vector<curve> curves;
  std::vector<std::string> models;
  std::vector<partition> partitions;  ///< keys only; the rows' codes are left out
  std::string backend;
  clinmetrics::resampling resampling = clinmetrics::resampling::multinomial;  ///< of the replicates, where there were any
  int num_threads = 0;
  std::vector<result_row>& rows() & { return rows_; }
  std::vector<result_row> const& rows() const& { return rows_; }
  std::vector<result_row> rows() && {
    return std::move(rows_);
  }  ///< so that `for (auto const& row : evaluate(…).rows())` holds what it walks

 private:
  std::vector<result_row> rows_;
};

}  // namespace clinmetrics
