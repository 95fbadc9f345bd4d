// SPDX-License-Identifier: Apache-2.0
#include "score_bins.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "fewest_rows.hpp"
#include "model_passes.hpp"
#include "round_outward.hpp"

namespace clinmetrics::engine {
namespace {

constexpr std::uint32_t n_bins = 10;
constexpr double most_bars = 20;

/// The rows of one bin.
struct bin_rows {
  double low = 0, high = 0;  ///< the lowest and highest score of its rows, or edges
  std::size_t n_rows = 0;
  double n_positive = 0, n_negative = 0, score_sum = 0;
};

bin_rows join(bin_rows const& a, bin_rows const& b) {
  return {a.low, b.high, a.n_rows + b.n_rows, a.n_positive + b.n_positive, a.n_negative + b.n_negative, a.score_sum + b.score_sum};
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

void add_row(cohort const& rows, std::uint32_t row, double score, bin_rows& to) {
  double const w = static_cast<double>(rows.weight_of(row)) * rows.weight_scale;
  ++to.n_rows, (rows.y[row] ? to.n_positive : to.n_negative) += w, to.score_sum += w * score;
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

curve::risk_bins bin_calibration(cohort const& rows, std::uint32_t model, ranked_order const& order, bool has_limits, double level) {
  score_reader const score(rows.models[model].score);
  auto const bin = equal_mass_bins(rows, order, everyone(), n_bins);
  std::array<bin_rows, n_bins> by_mass;
  for (std::size_t i = rows.n_rows(); i-- > 0;) {  // in order of score, so that the sums do not depend on the order of rows
    auto const row = order.row[i];
    auto& b = by_mass[bin[row]];
    double const p = score(row);
    if (b.n_rows == 0) b.low = p;
    b.high = p;
    add_row(rows, row, p, b);
  }
  std::vector<bin_rows> filled;
  for (auto const& b : by_mass)
    if (b.n_rows > 0) filled.push_back(b);
  curve::risk_bins out;
  auto const bins = join_small(filled);
  if (bins.empty()) return out;
  double const spread = bins.back().high - bins.front().low;
  out.edges.push_back(round_down(bins.front().low, digits_of(bins.front().low, spread)));
  for (auto const& b : bins) {
    double const n = b.n_positive + b.n_negative;
    out.edges.push_back(round_up(b.high, digits_of(b.high, spread)));
    out.n.push_back(n), out.n_positive.push_back(b.n_positive), out.mean_score.push_back(b.score_sum / n);
    auto const limits = wilson({b.n_positive, n}, level);
    out.lower.push_back(has_limits ? limits.lower : std::nan("")), out.upper.push_back(has_limits ? limits.upper : std::nan(""));
  }
  return out;
}

curve::score_bars bin_scores(cohort const& rows, std::uint32_t model, ranked_order const& order) {
  curve::score_bars out;
  if (rows.n_rows() == 0) return out;
  score_reader const score(rows.models[model].score);
  auto const edges = bar_edges(score(order.row.back()), score(order.row.front()));
  std::vector<bin_rows> bars;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) bars.push_back({.low = edges[k], .high = edges[k + 1]});
  std::size_t at = 0;
  for (std::size_t i = rows.n_rows(); i-- > 0;) {
    double const x = score(order.row[i]);
    while (at + 1 < bars.size() && x >= bars[at].high) ++at;
    add_row(rows, order.row[i], 0, bars[at]);
  }
  auto const joined = join_small(bars);
  if (!joined.empty()) out.edges.push_back(joined.front().low);
  for (auto const& b : joined) out.edges.push_back(b.high), out.n_positive.push_back(b.n_positive), out.n_negative.push_back(b.n_negative);
  return out;
}

}  // namespace clinmetrics::engine
