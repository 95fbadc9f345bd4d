// SPDX-License-Identifier: Apache-2.0
// Sensitivity at an alert rate.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct sensitivity_at_alert_rate {
  using tally = operating_point<cut_search::at_alert_rate>;
  double alert_rate = 0.1;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("alert_rate", 0.1), detail::reading_parameter};
  static constexpr sensitivity_at_alert_rate with(std::span<double const> p) {
    return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "sensitivity_at_alert_rate",
      .label = "Sensitivity at alert rate",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "TP / n+ at the lowest threshold with (TP + FP) / n <= alert rate",
      .meaning =
          "Share of {rows} with the outcome that are found if at most this share of all {rows} can be predicted positive. "
          " \"interpolated\" takes exactly this share, with a part of the {rows} of equal scores.",
      .undefined = "a class has no row",
      .reference = "Pepe MS. The statistical evaluation of medical tests for classification and prediction. Oxford University Press 2003",
      .interval = "percentile",
      .interval_dependent = "percentile",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, alert_rate, method);
    return defined(tp / static_cast<double>(t.n_positive));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
