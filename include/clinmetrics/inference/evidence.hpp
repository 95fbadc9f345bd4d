// SPDX-License-Identifier: Apache-2.0
// The evidence about one number: everything that an interval method may use.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/value.hpp"
#include "clinmetrics/inference/delete_one_values.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// What units add to a number of rows: how many add something, and Σm and Σm² over units.
struct unit_amounts {
  double n_units = 0, sum = 0, squares = 0;

  void add(double m, double units = 1) { n_units += m > 0 ? units : 0, sum += units * m, squares += units * m * m; }
  /// Kish's effective number of units: n_units if all of them add the same, and less if they do not.
  double effective() const { return sum * sum / squares; }
};

/// The metric with each unit left out in turn.
struct deletions {
  delete_one_values without;          ///< units with the same value can share an entry; an undefined value is replaced by the group's own
  std::vector<double> trials;         ///< of each entry: what one such unit adds to the denominator of a proportion; else empty
  std::vector<unit_amounts> amounts;  ///< what units add to each number of rows that the form counts, or to the sum of weights
  std::vector<deletions> parts = {};  ///< of a composite: the same of its two numbers
  bool undefined = false;             ///< some value was undefined
  bool infinite = false;              ///< some value was infinite
};

/// Σ(P − AUROC)² over the rows of each class. The placement P of a row is the share of the other class that it is ordered against
/// correctly.
struct class_spread {
  double positive = std::numeric_limits<double>::quiet_NaN(), negative = positive;
};

/// Rows with equal scores, by class.
struct tied_rows {
  std::uint32_t positive, negative;
};

/// The average precision with the pseudo-rows of the beta bound at the worst and at the best ends of the ordering, and its variance.
struct precision_moments {
  double n_positive, value, worst, variance_of_worst, best, variance_of_best;
};

/// Numbers of rows, or of units: all, those that are (or have) positive rows, and those that are (or have) negative rows.
struct class_counts {
  std::size_t all = 0, positive = 0, negative = 0;
};

/// How the values of single rows differ, for a mean over rows: the metric of each row alone.
struct row_spread {
  double variance = 0;             ///< Σw(x − mean)²/Σw
  double n_rows = 0, n_units = 0;  ///< effective numbers: (Σw)²/Σw² over rows, and over the sums of units
  double n_by_outcome = 0;         ///< between them: so many independent rows have a share of events that varies as that of the units does
  double least_score = 0, greatest_score = 0;
};

/// How the gaps of calibration bins vary together.
struct bin_covariances {
  std::vector<double> variance = {};  ///< of each bin
  std::vector<double> matrix = {};    ///< row by row, with the variances; empty if all covariances are 0
};

/// The replicates that are defined, in ascending order, and what limits at every level read of them.
struct ordered_replicates {
  std::vector<double> values;
  std::size_t n_given = 0;  ///< with those that are undefined
  double below = 0;         ///< the share below the number; ties count one half
  double sd = 0;
};

/// What a method reads beside the value and the form of the metric. Only what the method names is prepared.
struct reading {
  bool replicates = false;   ///< values of the replicates
  bool deviations = false;   ///< instead of values: Σ_b |d*_b − d_b| of each replicate
  bool deletions = false;    ///< the metric with each unit left out
  bool units = false;        ///< the numbers of units
  bool row_spread = false;   ///< how the values of single rows differ
  bool placements = false;   ///< the spread of the placements of each class, for the AUROC
  bool covariances = false;  ///< of the gaps of calibration bins, if the risks are true
  bool runs = false;         ///< the numbers of rows of each class in every run of equal scores
  constexpr bool resamples() const { return replicates || deviations; }
  constexpr reading operator|(reading const& o) const {
    return {replicates || o.replicates, deviations || o.deviations, deletions || o.deletions,     units || o.units,
            row_spread || o.row_spread, placements || o.placements, covariances || o.covariances, runs || o.runs};
  }
};

/// For a method that draws random numbers of its own.
struct random_source {
  std::uint64_t seed = 0;
  std::uint32_t stream = 0;
};

struct evidence {
  value point;                              ///< the value over all rows of the group
  double coarse = point.number;             ///< the same at the precision of the replicates, for comparison with them
  form closed = {};                         ///< the form of the metric, for intervals in closed form
  form const* at_effective_size = nullptr;  ///< the same with the counts of as many rows of equal weight; null: weights are equal
  proportion at_chosen = {0, 0};    ///< at a threshold that was chosen on the same rows, which closed forms do not allow for; else 0 trials
  scale h = scale::identity;        ///< the scale on which the metric's sampling distribution is nearly normal
  bool reads_both_classes = false;  ///< the metric needs rows of both classes
  bool is_independent = true;       ///< the rows are independent and have equal weights
  class_counts rows = {}, units = {};
  std::span<double const> replicates = {};
  std::function<ordered_replicates const&()> in_order = {};  ///< the same, if limits at several levels are made of them; else null
  class_spread placements = {};
  random_source random = {};
  std::function<bin_covariances const&()> covariances = {};  ///< computed at the first call
  std::function<row_spread const&()> of_rows = {};           ///< computed at the first call
  std::function<precision_moments const&()> of_runs = {};    ///< computed at the first call
  std::function<deletions const&()> left_out = {};           ///< computed at the first call
};

}  // namespace CLINMETRICS_NAMESPACE
