// SPDX-License-Identifier: Apache-2.0
#include "score_bins.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "fewest_rows.hpp"
#include "round_outward.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr double most_bars = 20;

score_bin join(score_bin const& a, score_bin const& b) {
  return {a.low, b.high, a.n_rows + b.n_rows, a.n_positive + b.n_positive, a.n_negative + b.n_negative, a.risk + b.risk};
}

/// Joins each small bin to the next one, and a small last one to the one before it.
std::vector<score_bin> join_small(std::vector<score_bin> const& bins) {
  std::vector<score_bin> joined;
  for (auto const& b : bins) {
    if (!joined.empty() && joined.back().n_rows < fewest_rows)
      joined.back() = join(joined.back(), b);
    else
      joined.push_back(b);
  }
  if (joined.size() > 1 && joined.back().n_rows < fewest_rows) {
    auto const last = joined.back();
    joined.pop_back();
    joined.back() = join(joined.back(), last);
  }
  if (!joined.empty() && joined.back().n_rows < fewest_rows) joined.clear();
  return joined;
}

/// Rounded edges around the scores from low to high; one bar if doubles are too coarse for more.
std::vector<double> bar_edges(double low, double high) {
  double const half_span = high / 2 - low / 2, size = std::max(std::abs(low), std::abs(high));
  if (half_span <= 1e-12 * size || half_span < 1e-290) {
    auto const outer = std::pair(round_down(low, digits_of(low)), round_up(high, digits_of(high)));
    if (outer.first < outer.second) return {outer.first, outer.second};
    double const unit = low == 0 ? 1 : power_of_ten(1, digits_of(low));
    return {low - unit, high + unit};
  }
  int const power = static_cast<int>(std::floor(std::log10(half_span / (most_bars / 2)))) - 1;
  for (double const step : {10., 20., 25., 50., 100., 200.}) {
    double first = std::floor(low / power_of_ten(step, power)), last = std::ceil(high / power_of_ten(step, power));
    while (power_of_ten(first * step, power) > low) --first;
    while (power_of_ten(last * step, power) < high) ++last;
    if (last - first > most_bars) continue;
    std::vector<double> edges;
    for (double k = first; k <= last; ++k) edges.push_back(power_of_ten(k * step, power));
    return edges;
  }
  return {round_down(low, digits_of(low)), round_up(high, digits_of(high))};
}

}  // namespace

void risk_binner::add(score_cut const& cut) {
  auto& b = bins_[equal_mass_bin(cut.counts.cleared(), cut.counts.total(), n_bins)];
  if (b.n_rows == 0) b.high = cut.score;
  b.low = cut.score;
  b.add(cut), b.risk += static_cast<u128>(cut.n_tied()) * to_fixed(cut.score, point_bits);
}

curve::risk_bins risk_binner::finish(double weight_scale, bool has_limits, double level) const {
  std::vector<score_bin> filled;
  for (auto const& b : bins_)
    if (b.n_rows > 0) filled.push_back(b);
  curve::risk_bins out;
  auto const bins = join_small(filled);
  if (bins.empty()) return out;
  double const spread = bins.back().high - bins.front().low;
  out.edges.push_back(round_down(bins.front().low, digits_of(bins.front().low, spread)));
  for (auto const& b : bins) {
    auto const n = static_cast<double>(b.n());
    proportion const observed{static_cast<double>(b.n_positive) * weight_scale, n * weight_scale};
    out.edges.push_back(round_up(b.high, digits_of(b.high, spread)));
    out.n.push_back(observed.trials), out.n_positive.push_back(observed.successes),
        out.mean_score.push_back(from_fixed(b.risk, point_bits) / n);
    auto const limits = wilson(observed, level);
    out.lower.push_back(has_limits ? limits.lower : std::nan("")), out.upper.push_back(has_limits ? limits.upper : std::nan(""));
  }
  return out;
}

score_binner::score_binner(double lowest, double highest) {
  auto const edges = bar_edges(lowest, highest);
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) bars_.push_back({.low = edges[k], .high = edges[k + 1]});
  at_ = bars_.size() - 1;
}

void score_binner::add(score_cut const& cut) {
  while (at_ > 0 && cut.score < bars_[at_].low) --at_;
  bars_[at_].add(cut);
}

curve::score_bars score_binner::finish(double weight_scale) const {
  curve::score_bars out;
  auto const joined = join_small(bars_);
  if (!joined.empty()) out.edges.push_back(joined.front().low);
  for (auto const& b : joined) {
    out.edges.push_back(b.high);
    out.n_positive.push_back(static_cast<double>(b.n_positive) * weight_scale);
    out.n_negative.push_back(static_cast<double>(b.n_negative) * weight_scale);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
