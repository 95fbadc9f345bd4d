// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/compare/curve_bands.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/wilson.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

void add_wilson(curve_limits& to, double part, double whole, confidence const& c) {
  auto const limits = wilson({part, whole}, c);
  to.lower.push_back(limits.lower), to.upper.push_back(limits.upper);
}

double half_width(double n, double level) { return std::sqrt(std::log(2 / (1 - level)) / (2 * n)); }

/// Of the share of one class at each share of the other, if the scores of each class have a band of this level.
curve_limits simultaneous_band(std::span<double const> of, std::span<double const> by, double level) {
  curve_limits out;
  double const n_of = of.back(), n_by = by.back();
  double const up = half_width(n_of, level), across = half_width(n_by, level) * n_by;
  for (double const at : by) {
    auto const first = std::lower_bound(by.begin(), by.end(), at - across), after = std::upper_bound(by.begin(), by.end(), at + across);
    double const least = first == by.begin() ? 0 : of[static_cast<std::size_t>(first - by.begin()) - 1];
    double const most = after == by.end() ? n_of : of[static_cast<std::size_t>(after - by.begin())];
    out.lower.push_back(std::max(0.0, least / n_of - up)), out.upper.push_back(std::min(1.0, most / n_of + up));
  }
  return out;
}

double precision(double recall, double fpr, double prevalence) {
  return recall * prevalence / (recall * prevalence + fpr * (1 - prevalence));
}

curve_limits simultaneous_precision(std::span<double const> tp, std::span<double const> fp, double level) {
  double const positives = tp.back(), level_of_each = std::cbrt(level);
  auto const fpr = simultaneous_band(fp, tp, level_of_each);
  auto const prevalence = clopper_pearson({positives, positives + fp.back()}, confidence(level_of_each));
  curve_limits out;
  for (std::size_t i = 0; i < tp.size(); ++i) {
    double const recall = tp[i] / positives;
    out.lower.push_back(recall > 0 ? precision(recall, fpr.upper[i], prevalence.lower) : 0);
    out.upper.push_back(recall > 0 ? precision(recall, fpr.lower[i], prevalence.upper) : 1);
  }
  return out;
}

}  // namespace

curve_bands bands_of_curve(std::span<double const> tp, std::span<double const> fp, double level) {
  curve_bands out;
  confidence const c(level);
  for (std::size_t i = 0; i < tp.size(); ++i)
    add_wilson(out.sensitivity, tp[i], tp.back(), c), add_wilson(out.precision, tp[i], tp[i] + fp[i], c);
  if (tp.empty() || tp.back() == 0 || fp.back() == 0) return out;
  out.simultaneous_sensitivity = simultaneous_band(tp, fp, std::sqrt(level));
  out.simultaneous_precision = simultaneous_precision(tp, fp, level);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
