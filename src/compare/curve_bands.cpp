// SPDX-License-Identifier: Apache-2.0
#include "clinmetrics/compare/curve_bands.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/wilson.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

void add_wilson(curve_limits& to, double part, double whole, confidence const& c) {
  auto const limits = wilson({part, whole}, c);
  to.lower.push_back(limits.lower), to.upper.push_back(limits.upper);
}

double half_width(double n, double level) { return std::sqrt(std::log(2 / (1 - std::sqrt(level))) / (2 * n)); }

curve_limits simultaneous_band(std::span<double const> tp, std::span<double const> fp, double level) {
  curve_limits out;
  double const positives = tp.back(), negatives = fp.back();
  if (positives == 0 || negatives == 0) return out;
  double const up = half_width(positives, level), across = half_width(negatives, level) * negatives;
  for (double const at : fp) {
    auto const first = std::lower_bound(fp.begin(), fp.end(), at - across), after = std::upper_bound(fp.begin(), fp.end(), at + across);
    double const least = first == fp.begin() ? 0 : tp[static_cast<std::size_t>(first - fp.begin()) - 1];
    double const most = after == fp.end() ? positives : tp[static_cast<std::size_t>(after - fp.begin())];
    out.lower.push_back(std::max(0.0, least / positives - up)), out.upper.push_back(std::min(1.0, most / positives + up));
  }
  return out;
}

}  // namespace

curve_bands bands_of_curve(std::span<double const> tp, std::span<double const> fp, double level) {
  curve_bands out;
  confidence const c(level);
  for (std::size_t i = 0; i < tp.size(); ++i)
    add_wilson(out.sensitivity, tp[i], tp.back(), c), add_wilson(out.precision, tp[i], tp[i] + fp[i], c);
  if (!tp.empty()) out.simultaneous = simultaneous_band(tp, fp, level);
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
