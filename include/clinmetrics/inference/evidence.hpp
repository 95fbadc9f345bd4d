// SPDX-License-Identifier: Apache-2.0
// The evidence about one number: everything that an interval method may use.
#pragma once
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/value.hpp"
#include "clinmetrics/inference/jackknife_se.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The metric with each unit left out in turn.
struct deletions {
  delete_one_values without;   ///< the metric without each unit, or kind of unit; the group's own value if that is undefined
  std::vector<double> trials;  ///< the part of such a unit in the denominator of a proportion; empty for other metrics
  bool undefined = false;      ///< some value was undefined
  bool infinite = false;       ///< some value was infinite
};

/// Numbers of rows, or of units: all, those that are (or have) positive rows, and those that are (or have) negative rows.
struct class_counts {
  std::size_t all = 0, positive = 0, negative = 0;
};

/// What a method reads beside the value and its closed form. Only what the method names is prepared.
struct reading {
  bool replicates = false;       ///< values of the replicates
  bool deviations = false;       ///< instead of values: Σ_b |d*_b − d_b| of each replicate
  bool deletions = false;        ///< the metric with each unit left out
  bool units = false;            ///< the numbers of units
  bool delong_variance = false;  ///< DeLong's variance of the AUROC
  constexpr bool resamples() const { return replicates || deviations; }
};

struct evidence {
  value point;
  double coarse = point.number;  ///< the value at the precision of the replicates, for comparison with them
  form closed = {};
  scale h = scale::identity;        ///< the scale on which the metric's sampling distribution is nearly normal
  bool reads_both_classes = false;  ///< the metric needs rows of both classes
  class_counts rows = {}, units = {};
  std::span<double const> replicates = {};
  double delong_variance = std::numeric_limits<double>::quiet_NaN();
  std::function<deletions const&()> left_out = {};  ///< computed at the first call
};

}  // namespace CLINMETRICS_NAMESPACE
