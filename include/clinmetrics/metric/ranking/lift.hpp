// SPDX-License-Identifier: Apache-2.0
// Lift: PPV over prevalence among the rows with the highest scores.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct lift {
  using tally = operating_point<cut_search::at_alert_rate>;
  double share = 0.1;
  curve_reading method = curve_reading::achievable;
  static constexpr std::array parameters{detail::limit_parameter("share", 0.1), detail::reading_parameter};
  static constexpr lift with(std::span<double const> p) { return {p[0], static_cast<curve_reading>(static_cast<int>(p[1]))}; }
  static constexpr descriptor about{
      .name = "lift",
      .label = "Lift",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "PPV / prevalence at the lowest threshold with (TP + FP) / n <= share",
      .meaning =
          "How many times as many {rows} with the outcome are found among the share of {rows} with the highest scores as among as many "
          "{rows} "
          " taken at random. \"interpolated\" takes exactly this share.",
      .undefined = "a class has no row, or no threshold has so few predicted positives",
      .reference = "Tuffery S. Data mining and statistics for decision making. Wiley 2011",
      .aliases = "lift_at_share",
      .greatest = infinity,
      .h = scale::log,
      .interval = "percentile",
      .interval_dependent = "percentile",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const [tp, fp] = detail::point_at(t, share, method);
    if (tp + fp == 0) return undefined(status::zero_denominator);
    double const all = static_cast<double>(t.n_positive) + static_cast<double>(t.n_negative);
    return defined(tp * all / ((tp + fp) * static_cast<double>(t.n_positive)));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
