// SPDX-License-Identifier: Apache-2.0
#include "score_bins.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clinmetrics/inference/wilson.hpp"
#include "fewest_rows.hpp"
#include "round_outward.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr double most_bars = 20;

bin_rows join(bin_rows const& a, bin_rows const& b) {
  class_sums const sums{a.sums.positive + b.sums.positive, a.sums.negative + b.sums.negative};
  return {a.low, b.high, a.n_rows + b.n_rows, sums, a.score_sum + b.score_sum};
}

/// Joins each small bin to the next one, and a small last one to the one before it.
std::vector<bin_rows> join_small(std::vector<bin_rows> const& bins) {
  std::vector<bin_rows> joined;
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

void add_run(score_run const& run, bin_rows& to) {
  to.n_rows += run.n_rows, to.sums.positive += run.in.positive, to.sums.negative += run.in.negative;
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

void risk_binner::add(score_run const& run) {
  u128 const below = all_ - run.up_to.all();
  while (at_ > 0 && below * n_bins < all_ * at_) --at_;  // a run belongs to bin floor(10 · below / all)
  auto& b = bins_[at_];
  if (b.n_rows == 0) b.high = run.score;
  b.low = run.score;
  add_run(run, b), b.score_sum += to_double(run.in.all()) * run.score;
}

curve::risk_bins risk_binner::finish(bool has_limits, double level) const {
  std::vector<bin_rows> filled;
  for (auto const& b : bins_)
    if (b.n_rows > 0) filled.push_back(b);
  curve::risk_bins out;
  auto const bins = join_small(filled);
  if (bins.empty()) return out;
  double const spread = bins.back().high - bins.front().low;
  out.edges.push_back(round_down(bins.front().low, digits_of(bins.front().low, spread)));
  for (auto const& b : bins) {
    double const n = to_double(b.sums.all()) * weight_scale_, n_positive = to_double(b.sums.positive) * weight_scale_;
    out.edges.push_back(round_up(b.high, digits_of(b.high, spread)));
    out.n.push_back(n), out.n_positive.push_back(n_positive), out.mean_score.push_back(b.score_sum / to_double(b.sums.all()));
    auto const limits = wilson({n_positive, n}, level);
    out.lower.push_back(has_limits ? limits.lower : std::nan("")), out.upper.push_back(has_limits ? limits.upper : std::nan(""));
  }
  return out;
}

score_binner::score_binner(double lowest, double highest, double weight_scale) : weight_scale_(weight_scale) {
  auto const edges = bar_edges(lowest, highest);
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) bars_.push_back({.low = edges[k], .high = edges[k + 1]});
  at_ = bars_.size() - 1;
}

void score_binner::add(score_run const& run) {
  while (at_ > 0 && run.score < bars_[at_].low) --at_;
  add_run(run, bars_[at_]);
}

curve::score_bars score_binner::finish() const {
  curve::score_bars out;
  auto const joined = join_small(bars_);
  if (!joined.empty()) out.edges.push_back(joined.front().low);
  for (auto const& b : joined) {
    out.edges.push_back(b.high);
    out.n_positive.push_back(to_double(b.sums.positive) * weight_scale_),
        out.n_negative.push_back(to_double(b.sums.negative) * weight_scale_);
  }
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
