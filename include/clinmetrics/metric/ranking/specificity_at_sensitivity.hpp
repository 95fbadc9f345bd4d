// SPDX-License-Identifier: Apache-2.0
// Specificity at a sensitivity. The false positive rate at a sensitivity is 1 minus this number.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct specificity_at_sensitivity {
  using tally = operating_point<cut_search::at_sensitivity>;
  double sensitivity = 0.9;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("sensitivity", 0.9), detail::reading_parameter};
  static constexpr specificity_at_sensitivity with(std::span<double const> p) {
    return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "specificity_at_sensitivity",
      .label = "Specificity at sensitivity",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "max TN / n- over thresholds with TP / n+ >= sensitivity",
      .meaning =
          "Specificity at the highest threshold that reaches at least this sensitivity in these {rows}. \"achievable\" takes a threshold "
          "of the data; "
          "\"interpolated\" reads it on the straight line between two thresholds, as pROC does.",
      .undefined = "a class has no row",
      .reference = "Pepe MS. The statistical evaluation of medical tests for classification and prediction. Oxford University Press 2003",
      .interval = "percentile",
      .interval_dependent = "percentile",
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, sensitivity, method);
    double const negatives = static_cast<double>(t.n_negative);
    return defined((negatives - fp) / negatives);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
