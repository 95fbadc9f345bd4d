// SPDX-License-Identifier: Apache-2.0
// Sensitivity at a specificity.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct sensitivity_at_specificity {
  using tally = operating_point<cut_search::at_specificity>;
  double specificity = 0.9;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("specificity", 0.9), detail::reading_parameter};
  static constexpr sensitivity_at_specificity with(std::span<double const> p) {
    return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "sensitivity_at_specificity",
      .label = "Sensitivity at specificity",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "max TP / n+ over thresholds with TN / n- >= specificity",
      .meaning =
          "Sensitivity at the lowest threshold that keeps at least this specificity in these {rows}. \"achievable\" takes a threshold of "
          "the data; "
          "\"interpolated\" reads it on the straight line between two thresholds, as pROC does.",
      .undefined = "a class has no row",
      .reference = "Pepe MS. The statistical evaluation of medical tests for classification and prediction. Oxford University Press 2003",
      .interval = "percentile",
      .interval_dependent = "percentile",
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, specificity, method);
    return defined(tp / static_cast<double>(t.n_positive));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
