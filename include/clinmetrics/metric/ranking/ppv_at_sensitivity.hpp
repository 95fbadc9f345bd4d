// SPDX-License-Identifier: Apache-2.0
// PPV at a sensitivity.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ppv_at_sensitivity {
  using tally = operating_point<cut_search::at_sensitivity>;
  double sensitivity = 0.9;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("sensitivity", 0.9), detail::reading_parameter};
  static constexpr ppv_at_sensitivity with(std::span<double const> p) { return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))}; }
  static constexpr descriptor about{
      .name = "ppv_at_sensitivity",
      .label = "PPV at sensitivity",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "TP / (TP + FP) at the highest threshold with TP / n+ >= sensitivity",
      .meaning =
          "PPV at the highest threshold that reaches at least this sensitivity in these {rows}. \"interpolated\" takes the share of the "
          "false "
          " positives between two thresholds, which is not a straight line of the PPV.",
      .undefined = "a class has no row, or the sensitivity is 0",
      .reference = "Davis J, Goadrich M. ICML 2006:233-240. doi:10.1145/1143844.1143874",
      .interval = "percentile",
      .interval_dependent = "percentile",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, sensitivity, method);
    return tp + fp == 0 ? undefined(status::zero_denominator) : defined(tp / (tp + fp));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
