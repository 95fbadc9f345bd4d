// SPDX-License-Identifier: Apache-2.0
// What the metrics at a limit of the ROC curve share: their parameters, and the point of the curve at the limit.
#pragma once
#include <algorithm>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

constexpr parameter limit_parameter(char const* name, double standard) {
  return {.name = name, .standard = standard, .least = 0, .greatest = 1};
}
inline constexpr parameter reading_parameter{
    .name = "method", .standard = 0, .least = 0, .greatest = 1, .choices = "achievable|interpolated", .is_whole = true};

/// ok if both classes have rows, else the reason.
template <class Tally>
constexpr status both_classes_of(Tally const& t) {
  if (t.n_positive == 0) return t.n_negative == 0 ? status::empty : status::no_positives;
  return t.n_negative == 0 ? status::no_negatives : status::ok;
}

/// True and false positives as real numbers.
struct curve_point {
  double tp, fp;
};

/// The point at which an amount that grows from `low` to `high` between two points has the value `at`.
constexpr curve_point between(curve_point a, curve_point b, double low, double high, double at) {
  double const share = high > low ? std::clamp((at - low) / (high - low), 0.0, 1.0) : 0;
  return {a.tp + share * (b.tp - a.tp), a.fp + share * (b.fp - a.fp)};
}

template <cut_search Search>
constexpr curve_point point_at(operating_point<Search> const& t, double limit, curve_reading how) {
  curve_point const at{static_cast<double>(t.tp), static_cast<double>(t.fp)};
  curve_point const beyond{static_cast<double>(t.beyond_tp), static_cast<double>(t.beyond_fp)};
  auto const positives = static_cast<double>(t.n_positive), negatives = static_cast<double>(t.n_negative);
  if (how == curve_reading::achievable) return at;
  if constexpr (Search == cut_search::at_sensitivity) {
    return between(beyond, at, beyond.tp, at.tp, limit * positives);
  } else if constexpr (Search == cut_search::at_specificity) {
    return between(at, beyond, at.fp, beyond.fp, (1 - limit) * negatives);
  } else {
    return between(at, beyond, at.tp + at.fp, beyond.tp + beyond.fp, limit * (positives + negatives));
  }
}

}  // namespace CLINMETRICS_NAMESPACE::detail
