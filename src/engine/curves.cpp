// SPDX-License-Identifier: Apache-2.0
#include "curves.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>
#include <utility>

#include "clinmetrics/compare/curve_bands.hpp"
#include "curve_points.hpp"
#include "decision_points.hpp"
#include "parallel.hpp"
#include "score_bins.hpp"
#include "score_cuts.hpp"
#include "smooth_lines.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Wilson limits need independent rows that count once.
bool has_wilson_limits(cohort const& rows) { return rows.weight_scale == 1 && !rows.is_weighted() && !rows.is_clustered; }

void add_bands(double level, curve& out) {
  auto bands = bands_of_curve(out.tp, out.fp, level);
  out.sensitivity_lower = std::move(bands.sensitivity.lower), out.sensitivity_upper = std::move(bands.sensitivity.upper);
  out.simultaneous_lower = std::move(bands.simultaneous_sensitivity.lower);
  out.simultaneous_upper = std::move(bands.simultaneous_sensitivity.upper);
  out.simultaneous_precision_lower = std::move(bands.simultaneous_precision.lower);
  out.simultaneous_precision_upper = std::move(bands.simultaneous_precision.upper);
  out.precision_lower = std::move(bands.precision.lower), out.precision_upper = std::move(bands.precision.upper);
}

/// One walk over the ordering of a group fills all tables.
void fill(curve& out, ranked_group const& group, evaluate_options const& options, stop_flag stop) {
  auto const& rows = group.rows;
  auto const& about = group.about;
  auto const& order = group.order;
  auto const above_all = counts_above_all(group);
  double const scale = rows.weight_scale;
  bool const is_empty = order.size() == 0, has_limits = has_wilson_limits(rows);
  point_collector points(above_all, scale, options.curves == curve_steps::exact);
  risk_binner risks;
  decision_collector decisions(above_all);
  score_binner bars(is_empty ? 0 : group.score_at(order.size() - 1), is_empty ? 0 : group.score_at(0));
  risk_collector smooth;
  for_each_cut(group, above_all, stop, [&](score_cut const& cut) {
    points.add(cut), bars.add(cut);
    if (about.is_probability) risks.add(cut), smooth.add(cut), decisions.add(cut);
  });
  for (auto const& at : std::move(points).finish()) out.tp.push_back(at.tp), out.fp.push_back(at.fp);
  out.n_positive = out.tp.back(), out.n_negative = out.fp.back();
  if (has_limits && out.n_positive > 0) add_bands(options.level, out);
  if (about.is_probability) out.calibration = risks.finish(scale, has_limits, options.level);
  if (about.is_probability) out.smooth = std::move(smooth).finish(group, options.level, stop);
  if (about.is_probability) out.decision = decisions.finish(options.curves == curve_steps::exact, has_limits, options.level);
  out.histogram = bars.finish(scale);
}

/// The curves of one model in the groups of one partition that are shown.
std::vector<curve> curves_in(prepared const& ready, std::uint32_t model, std::uint32_t partition, stop_flag stop) {
  auto const& rows = *ready.rows;
  auto const& groups = ready.plan.partitions[partition];
  auto const& order = *ready.plan.order[model];
  auto const of_group = groups.parts.empty() ? std::vector<ranked_order>{} : order_by_group(order, groups, stop);
  auto const& shown = ready.sizes[partition].shown();
  std::vector<curve> out(shown.size());
  parallel::for_all(out.size(), [&](std::size_t i) {
    out[i].model = model, out[i].partition = partition, out[i].group = shown[i];
    fill(out[i], {rows, rows.models[model], of_group.empty() ? order : of_group[shown[i]]}, *ready.options, stop);
  });
  return out;
}

void add_marks(std::vector<curve>& curves, std::span<count_row const> counts) {
  auto const place = [](auto const& of) { return std::tuple(of.model, of.partition, of.group); };
  for (auto const& c : counts) {
    if (!c.threshold || std::isinf(*c.threshold)) continue;  // of hard labels; a rule that predicts no positive
    auto const at = std::lower_bound(curves.begin(), curves.end(), place(c), [&](curve const& a, auto const& b) { return place(a) < b; });
    at->marks.push_back({*c.threshold, c.tp, c.fp});
  }
  for (auto& c : curves) std::sort(c.marks.begin(), c.marks.end(), [](auto const& a, auto const& b) { return a.threshold > b.threshold; });
}

}  // namespace

std::vector<curve> make_curves(prepared& ready, std::span<count_row const> counts, stop_flag stop) {
  std::vector<curve> curves;
  auto const& models = ready.rows->models;
  for (std::uint32_t m = 0; m < models.size(); ++m) {
    if (!models[m].has_scores()) continue;
    auto& order = ready.plan.order[m];
    if (!order) order = ready.engine->rank(models[m].score, stop);
    for (std::uint32_t p = 0; p < ready.plan.partitions.size(); ++p) {
      auto found = curves_in(ready, m, p, stop);
      std::move(found.begin(), found.end(), std::back_inserter(curves));
    }
  }
  add_marks(curves, counts);
  return curves;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
