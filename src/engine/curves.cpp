// SPDX-License-Identifier: Apache-2.0
// Counts over a coarse grid of thresholds: enough to draw from, too little to read a single row's score off.
#include "curves.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/inference/wilson.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "model_passes.hpp"

namespace clinmetrics::engine {
namespace {

constexpr std::size_t n_steps = 100, n_bins = 10;

double to_three_digits(double x) {
  if (x == 0) return 0;
  double const unit = std::pow(10.0, std::floor(std::log10(std::abs(x))) - 2);
  return std::round(x / unit) * unit;
}

std::vector<double> grid(cohort const& rows, model const& m, ranked_order const& order, score_reader const& score) {
  std::vector<double> thresholds;
  if (m.is_probability) {
    for (std::size_t k = 0; k <= n_steps; ++k) thresholds.push_back(static_cast<double>(n_steps - k) / n_steps);
    return thresholds;
  }
  for (std::size_t k = 0; k <= n_steps && rows.n_rows() > 0; ++k)
    thresholds.push_back(to_three_digits(score(order.row[k * (rows.n_rows() - 1) / n_steps])));
  std::sort(thresholds.begin(), thresholds.end(), std::greater<>());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  return thresholds;
}

void draw_calibration(cohort const& rows, ranked_order const& order, score_reader const& score, bool limits, double level, curve& out) {
  auto const bin = equal_mass_bins(rows, order, everyone(), n_bins);
  double const nan = std::nan("");
  std::vector<curve::bin> bins(n_bins, {1, 0, 0, 0, 0, nan, nan});
  for (std::size_t i = 0; i < rows.n_rows(); ++i) {  // in order of score, so that the sums do not depend on the order of rows
    auto const row = order.row[i];
    auto& b = bins[bin[row]];
    double const p = score(row), w = static_cast<double>(rows.weight_of(row)) * rows.weight_scale;
    b.low = std::min(b.low, p), b.high = std::max(b.high, p);
    b.n += w, b.n_positive += rows.y[row] ? w : 0, b.mean_score += w * p;
  }
  for (auto& b : bins) {
    if (b.n == 0) continue;
    b.mean_score /= b.n;
    b.low = std::floor(b.low * 1000) / 1000, b.high = std::ceil(b.high * 1000) / 1000;
    if (limits) {
      auto const i = wilson({b.n_positive, b.n}, level);
      b.lower = i.lower, b.upper = i.upper;
    }
    out.calibration.push_back(b);
  }
}

}  // namespace

curve draw_curve(cohort const& rows, std::uint32_t number, ranked_order const& order, double level) {
  auto const& m = rows.models[number];
  score_reader const score(m.score);
  bool const limits = rows.weight_scale == 1 && !rows.is_weighted() && !rows.is_clustered;
  curve out;
  out.model = number;
  out.threshold = grid(rows, m, order, score);
  double tp = 0, fp = 0;
  std::size_t at = 0;
  auto const take = [&](std::size_t end) {
    for (; at < end; ++at) (rows.y[order.row[at]] ? tp : fp) += static_cast<double>(rows.weight_of(order.row[at])) * rows.weight_scale;
  };
  for (double t : out.threshold) {
    take(cut_at(m.score, order, t).position);
    out.tp.push_back(tp), out.fp.push_back(fp);
  }
  take(rows.n_rows());
  out.n_positive = tp, out.n_negative = fp;
  for (double hits : out.tp) {
    auto const i = limits && tp > 0 ? wilson({hits, tp}, level)
                                    : interval{std::nan(""), std::nan(""), method::none, interval_status::not_applicable, 0, 0};
    out.sensitivity_lower.push_back(i.lower), out.sensitivity_upper.push_back(i.upper);
  }
  if (m.is_probability) draw_calibration(rows, order, score, limits, level, out);
  return out;
}

}  // namespace clinmetrics::engine
