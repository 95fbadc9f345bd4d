// SPDX-License-Identifier: Apache-2.0
// Partial AUROC: the area under the ROC curve in a window of specificity or of sensitivity.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class window_focus : std::uint8_t { specificity, sensitivity };
enum class area_correction : std::uint8_t { none, mcclish };

struct partial_auroc {
  using tally = roc_window;
  double lower = 0.9, upper = 1;
  window_focus focus = window_focus::specificity;
  area_correction correction = area_correction::none;
  static constexpr std::array parameters{
      detail::limit_parameter("lower", 0.9),
      detail::limit_parameter("upper", 1),
      parameter{.name = "focus", .standard = 0, .least = 0, .greatest = 1, .choices = "specificity|sensitivity", .is_whole = true},
      parameter{.name = "correction", .standard = 0, .least = 0, .greatest = 1, .choices = "none|mcclish", .is_whole = true},
  };
  static constexpr partial_auroc with(std::span<double const> p) {
    return {p[0], p[1], static_cast<window_focus>(static_cast<int>(p[2])), static_cast<area_correction>(static_cast<int>(p[3]))};
  }
  static constexpr descriptor about{
      .name = "partial_auroc",
      .label = "Partial AUROC",
      .section = sections::discrimination,
      .family = "ranking",
      .formula =
          "integral of sensitivity over the false positive rate in the window (of specificity over sensitivity, if that is the focus)",
      .meaning =
          "Area under the ROC curve where the specificity (or the sensitivity) lies between two limits. Its greatest value is the width of "
          "the window. The McClish correction moves it to the scale of the AUROC: 0.5 is no better than chance, 1 is perfect.",
      .undefined = "a class has no row, or the window is empty; with the correction, a value below chance",
      .reference = "McClish DK. Med Decis Making 1989;9:190-195. doi:10.1177/0272989X8900900307",
      .aliases = "pauc partial_auc",
      .interval = "bca",
      .interval_dependent = "bca",
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    if (!(lower < upper)) return undefined(status::zero_denominator);
    double const area = t.pairs / (static_cast<double>(t.n_positive) * static_cast<double>(t.n_negative));
    if (correction == area_correction::none) return defined(area);
    double const width = upper - lower, chance = width * (1 - (lower + upper) / 2);
    return area < chance ? undefined(status::below_chance) : defined((1 + (area - chance) / (width - chance)) / 2);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
