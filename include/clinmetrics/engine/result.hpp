// SPDX-License-Identifier: Apache-2.0
// The result: one long table with one row for each model, metric, parameters and group, and the backend and options that were used.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/partition.hpp"
#include "clinmetrics/core/value.hpp"
#include "clinmetrics/engine/comparison.hpp"
#include "clinmetrics/engine/options.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Flags of a row that warn of a limitation.
enum class flag : std::uint16_t {
  threshold_rounding = 1,          ///< rounding the threshold to the scores' type would change the class of a row
  prevalence_fixed_by_design = 2,  ///< the strata are the classes, and the metric depends on prevalence
  low_effective_sample_size = 4,   ///< Kish's n_eff is below 30
  small_stratum = 8,               ///< a stratum has fewer than 10 units
  clipped_to_range = 16,           ///< a limit lay outside the metric's range and was moved to its end
  weights_rounded = 32,            ///< rounding weights to fixed point changes the weight sum of a class by more than 1e-9 of it
  methods_differ = 64,             ///< a limit differs by more than .02 from that of the published method
  range_from_data = 128,           ///< the interval assumes that no value can be worse than the worst that these rows could have had
  whole_range = 256,               ///< the limits are the ends of the range: the data say nothing about the value
  coverage_not_shown = 512,        ///< the interval has not been shown to hold for rows of units or with unequal weights
  identical = 1024,                ///< both models give the same value for every row of the group, so that there is no difference
  test_disagrees = 2048,           ///< the classical test and the interval do not agree
  few_rows = 4096,                 ///< a comparison or a gap of predictive values or of net benefit with fewer than 250 rows on a side
  few_events = 8192                ///< a cut is searched in the data, and a class has few rows
};

/// The names of the flags and their texts, in the order of their bits.
inline constexpr std::array<word, 14> flag_words{{
    {"threshold_rounding", "threshold rounding",
     "If the threshold were rounded to the precision of the scores, the predicted class of at least one {row} would change. The comparison "
     "here is exact; another tool may count differently."},
    {"prevalence_fixed_by_design", "prevalence fixed by design",
     "The {rows} were sampled by outcome, so the study design fixes the share of events. This metric depends on that share and does not "
     "carry over to practice."},
    {"low_effective_sample_size", "low effective sample size",
     "The weights leave an effective sample size below 30. Intervals of every method may be too narrow."},
    {"small_stratum", "small stratum", "A stratum has fewer than 10 units. The interval may be too narrow."},
    {"clipped_to_range", "clipped to range", "A limit lay outside the range of the metric and was set to the end of the range."},
    {"weights_rounded", "weights rounded",
     "The weights differ so much in size that rounding them changes their sum by more than one part in a billion."},
    {"methods_differ", "methods differ", "A limit of the interval differs by more than 0.02 from the limit of the published method."},
    {"range_from_data", "range from the data",
     "The values have no upper bound. The interval assumes that no value can be larger than the largest that one of these {rows} could "
     "have "
     "had."},
    {"whole_range", "whole range", "The limits are the ends of the range of the metric: the data are too few to say more."},
    {"coverage_not_shown", "coverage not shown",
     "The interval has not been shown to hold for several rows of one unit or for unequal weights."},
    {"identical", "identical", "Both models give the same result for every {row}, so that there is no difference."},
    {"test_disagrees", "test disagrees", "The classical test and the interval do not lead to the same answer. The interval decides."},
    {"few_rows", "few rows",
     "Predictive values or net benefits are compared, with fewer than 250 {rows} on a side. The interval may be too narrow."},
    {"few_events", "few events",
     "A threshold was searched in these data, and one class has fewer than 50 {rows}. The interval may be too narrow."},
}};

/// The size of one group, in rows unless the name says otherwise. For a group below the minimum size only n is given; the rest is 0.
struct group_size {
  std::size_t n = 0, n_positive = 0, n_negative = 0, n_units = 0;
  double weight_sum = 0, n_eff = 0;
  bool is_rounded = false;  ///< flag::weights_rounded
};

struct result_row {
  std::uint32_t model = 0;      ///< index into result::models
  std::uint32_t partition = 0;  ///< index into result::partitions; 0 is everyone
  std::uint32_t group = 0;      ///< index into that partition's groups
  std::string metric;
  parameter_list parameters;  ///< sorted by name; `threshold` among them
  clinmetrics::value value{};
  clinmetrics::interval interval{};
  /// That of a published method, if the default method is newer; else not_requested.
  clinmetrics::interval published{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                                  interval_status::not_requested, std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::quiet_NaN()};
  double level = std::numeric_limits<double>::quiet_NaN();  ///< of the interval; NaN if none was asked for
  double numerator, denominator;  ///< of a proportion, in the caller's unit of weights; NaN for other metrics and hidden groups
  std::uint16_t flags = 0;
  group_size size;
  bool is_hidden = false;          ///< the group is below the minimum size
  std::uint32_t n_resamples = 0;   ///< 0 if no replicates were used
  std::uint32_t n_undefined = 0;   ///< replicates without a value
  std::vector<double> replicates;  ///< with keep_replicates
};

/// A smooth calibration curve: the observed risk of rows with a score, which is a probability. It is drawn between the 1 % and 99 %
/// quantiles of the scores, and between the fifth smallest and the fifth largest at most.
struct smooth_line {
  std::string method;         ///< rcs (logistic regression on a restricted cubic spline of the logit) or loess (span .75, degree 2)
  std::vector<double> score;  ///< ascending, at most 101
  std::vector<double> observed, lower, upper;  ///< pointwise limits at the level of the result; NaN if they would not be valid
};

/// The tables from which the curves of one model in one group are drawn. They consist of the sums that metrics are computed from, in the
/// caller's unit of weights: 2 × 2 counts at thresholds, calibration bins, and counts by class. All rows of the group are counted. Each
/// step, bin and bar contains at least 5 of them, and none shows a single row's score (with curve_steps::exact the steps are all distinct
/// scores). Groups below the minimum size have no curve. Limits are Wilson limits at each point, and those of curve_bands.hpp for the whole
/// ROC curve; with weights or clusters, for which they are not valid, there are none.
struct curve {
  /// The counts at a threshold that was asked for, as in result::counts.
  struct mark {
    double threshold, tp, fp;
  };
  /// Bin i is between edges[i] and edges[i + 1]. All are empty unless the scores are probabilities.
  struct risk_bins {
    std::vector<double> edges, n, n_positive, mean_score, lower, upper;  ///< limits are NaN if they would not be valid
  };
  /// Bar i counts edges[i] <= score < edges[i + 1]; the last one also includes its end. Bars may differ in width.
  struct score_bars {
    std::vector<double> edges, n_positive, n_negative;
  };
  /// The decision curve: the net benefit of the model and of treating all at rising thresholds from .01 to .99, with the limits of each and
  /// limits that hold for all together; treating nobody is 0. Thresholds are left out where fewer than 5 rows would lie between two of them
  /// (not with curve_steps::exact). All are empty unless the scores are probabilities, and limits where they would not be valid.
  struct decision_points {
    std::vector<double> threshold, net_benefit, lower, upper, simultaneous_lower, simultaneous_upper, treat_all;
  };
  std::uint32_t model = 0, partition = 0, group = 0;  ///< as in a result_row
  std::vector<double> tp, fp;                         ///< at falling thresholds: from (0, 0) to all rows
  double n_positive = 0, n_negative = 0;
  std::vector<mark> marks;  ///< highest threshold first
  // limits at each point; empty if they would not be valid:
  std::vector<double> sensitivity_lower, sensitivity_upper;    ///< of the sensitivity at this threshold
  std::vector<double> simultaneous_lower, simultaneous_upper;  ///< of the sensitivity at this false positive rate, for the whole ROC curve
  std::vector<double> precision_lower, precision_upper;        ///< of the PPV at this threshold; NaN at (0, 0)
  std::vector<double> simultaneous_precision_lower, simultaneous_precision_upper;  ///< of the PPV at this recall, for the whole curve
  risk_bins calibration;
  std::vector<smooth_line> smooth;  ///< none with fewer than 5 rows of a class; no rcs if it separates the classes or a score is 0 or 1
  decision_points decision;
  score_bars histogram;
};

/// The confusion matrix of one group at one threshold, or of hard labels. Weights are in the caller's unit. Groups below the minimum size
/// have none, and neither does a rule that no threshold satisfies.
struct count_row {
  std::uint32_t model, partition, group;
  std::optional<double> threshold;  ///< empty: hard labels; if a rule chose it, the number that it chose
  double tp, fp, fn, tn;
  std::string rule = {};  ///< empty: the threshold was given as a number
};

/// What a reader must know in addition to the rows, such as metrics that were left out.
struct notice {
  std::string code;                  ///< metrics_left_out, gaps_left_out, infinite_logits, rows_dropped
  std::string text;                  ///< the same as a sentence
  std::string model;                 ///< empty: all models
  std::vector<std::string> metrics;  ///< the metrics concerned
  std::size_t count = 0;             ///< rows that are the reason
  std::optional<std::size_t> first_row = {};
};

class result {
 public:
  std::vector<count_row> counts;
  std::vector<notice> notices;
  std::vector<comparison_row> comparisons, gaps;
  std::vector<curve> curves;  ///< in the order model, partition, group; only if they were asked for
  std::vector<std::string> models;
  std::vector<partition> partitions;                          ///< the groups' keys only, not the group of each row
  evaluate_options options;                                   ///< as they were given, without `control`
  std::size_t n_received = 0, n_analysed = 0, n_dropped = 0;  ///< rows
  std::string backend;
  clinmetrics::resampling resampling = clinmetrics::resampling::multinomial;  ///< of the replicates, if there were any
  int num_threads = 0;
  std::vector<result_row>& rows() & { return rows_; }
  std::vector<result_row> const& rows() const& { return rows_; }
  std::vector<result_row> rows() && {  // by value, so that the rows exist during `for (auto const& row : evaluate(…).rows())`
    return std::move(rows_);
  }

 private:
  std::vector<result_row> rows_;
};

}  // namespace CLINMETRICS_NAMESPACE
