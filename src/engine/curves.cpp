// SPDX-License-Identifier: Apache-2.0
#include "curves.hpp"

#include <algorithm>
#include <functional>

#include "clinmetrics/inference/wilson.hpp"
#include "curve_points.hpp"
#include "score_bins.hpp"

namespace clinmetrics::engine {
namespace {

std::vector<double> thresholds_of(plan const& p, std::uint32_t model) {
  std::vector<double> found;
  for (auto const& s : p.all)
    if (s.model == model && s.threshold) found.push_back(*s.threshold);
  std::sort(found.begin(), found.end(), std::greater<>());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<curve::mark> marks_at(cohort const& rows, column const& score, ranked_order const& order,
                                  std::vector<double> const& thresholds) {
  std::vector<curve::mark> marks;
  u128 tp = 0, fp = 0;
  std::size_t at = 0;
  for (double const t : thresholds) {
    for (std::size_t const end = cut_at(score, order, t).position; at < end; ++at)
      (rows.y[order.row[at]] ? tp : fp) += rows.weight_of(order.row[at]);
    marks.push_back({t, static_cast<double>(tp) * rows.weight_scale, static_cast<double>(fp) * rows.weight_scale});
  }
  return marks;
}

void draw_band(double level, curve& out) {
  for (double const hits : out.tp) {
    auto const limits = wilson({hits, out.n_positive}, level);
    out.sensitivity_lower.push_back(limits.lower), out.sensitivity_upper.push_back(limits.upper);
  }
}

}  // namespace

curve draw_curve(plan const& p, cohort const& rows, std::uint32_t model, evaluate_options const& options) {
  auto const& order = *p.order[model];
  auto const& about = rows.models[model];
  bool const has_limits = rows.weight_scale == 1 && !rows.is_weighted() && !rows.is_clustered;
  curve out;
  out.model = model;
  for (auto const& at : options.curves == curve_steps::exact ? every_point(rows, order) : few_points(rows, order))
    out.tp.push_back(at.tp), out.fp.push_back(at.fp);
  out.n_positive = out.tp.back(), out.n_negative = out.fp.back();
  out.marks = marks_at(rows, about.score, order, thresholds_of(p, model));
  if (has_limits && out.n_positive > 0) draw_band(options.level, out);
  if (about.is_probability) out.calibration = bin_calibration(rows, model, order, has_limits, options.level);
  out.histogram = bin_scores(rows, model, order);
  return out;
}

}  // namespace clinmetrics::engine
