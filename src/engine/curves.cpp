// SPDX-License-Identifier: Apache-2.0
#include "curves.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "clinmetrics/inference/wilson.hpp"
#include "curve_points.hpp"
#include "score_bins.hpp"
#include "score_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

std::vector<double> thresholds_of(plan const& p, std::uint32_t model) {
  std::vector<double> found;
  for (auto const& s : p.all)
    if (s.model == model && s.threshold) found.push_back(*s.threshold);
  std::sort(found.begin(), found.end(), std::greater<>());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
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
  auto const all = sums_of(rows);
  auto const scaled = [&](u128 sum) { return to_double(sum) * rows.weight_scale; };
  curve out;
  out.model = model, out.n_positive = scaled(all.positive), out.n_negative = scaled(all.negative);
  auto const thresholds = thresholds_of(p, model);
  auto const mark = [&](double from, class_sums const& sums) {  // thresholds above a score count the rows above it
    while (out.marks.size() < thresholds.size() && thresholds[out.marks.size()] > from)
      out.marks.push_back({thresholds[out.marks.size()], scaled(sums.positive), scaled(sums.negative)});
  };
  score_reader const score(about.score);
  bool const is_empty = rows.n_rows() == 0;
  point_collector points(all, rows.weight_scale, options.curves == curve_steps::exact);
  risk_binner risks(all, rows.weight_scale);
  score_binner bars(is_empty ? 0 : score(order.row.back()), is_empty ? 0 : score(order.row.front()), rows.weight_scale);
  class_sums above;
  for_each_run(rows, model, order, [&](score_run const& run) {
    mark(run.score, above);
    above = run.up_to;
    points.add(run), bars.add(run);
    if (about.is_probability) risks.add(run);
  });
  mark(-std::numeric_limits<double>::infinity(), above);
  for (auto const& at : std::move(points).finish()) out.tp.push_back(at.tp), out.fp.push_back(at.fp);
  if (has_limits && out.n_positive > 0) draw_band(options.level, out);
  if (about.is_probability) out.calibration = risks.finish(has_limits, options.level);
  out.histogram = bars.finish();
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
