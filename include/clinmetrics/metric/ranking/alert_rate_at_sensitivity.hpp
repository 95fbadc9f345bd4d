// SPDX-License-Identifier: Apache-2.0
// Alert rate at a sensitivity.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct alert_rate_at_sensitivity {
  using tally = operating_point<cut_search::at_sensitivity>;
  double sensitivity = 0.9;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("sensitivity", 0.9), detail::reading_parameter};
  static constexpr alert_rate_at_sensitivity with(std::span<double const> p) {
    return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "alert_rate_at_sensitivity",
      .label = "Alert rate at sensitivity",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "(TP + FP) / n at the highest threshold with TP / n+ >= sensitivity",
      .meaning =
          "Share of {rows} that are predicted positive at the highest threshold that reaches at least this sensitivity: the work that this "
          " sensitivity costs.",
      .undefined = "a class has no row",
      .reference = "Pepe MS. The statistical evaluation of medical tests for classification and prediction. Oxford University Press 2003",
      .direction = better::lower,
      .interval = "percentile",
      .interval_dependent = "percentile",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, sensitivity, method);
    return defined((tp + fp) / (static_cast<double>(t.n_positive) + static_cast<double>(t.n_negative)));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
