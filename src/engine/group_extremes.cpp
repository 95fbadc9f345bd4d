// SPDX-License-Identifier: Apache-2.0
#include "group_extremes.hpp"

#include <algorithm>
#include <cmath>

#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/compare/studentized_range.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "comparison_plan.hpp"
#include "inference/methods.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// From limits at the usual level if the method has no standard error.
double standard_error_of(limits_of_side const& known, levels_of_group const& at) {
  double const se = known.near.find(at.pointwise)->se;
  if (se > 0) return se;
  auto const& usual = *known.near.find(at.usual);
  return (usual.upper - usual.lower) / (2 * at.usual.z);
}

/// At least as far out as those at the level asked for.
limit_pair outer(interval const& far, interval const& own) {
  if (far.why != interval_status::ok) return {own.lower, own.upper};
  return {std::min(far.lower, own.lower), std::max(far.upper, own.upper)};
}

/// The groups on the logarithm.
std::vector<limits_of_group> logarithms_of(std::vector<limits_of_group> limits) {
  for (auto& g : limits) {
    g.value = std::log(g.value);
    for (auto* l : {&g.pointwise, &g.simultaneous, &g.sidak}) *l = {std::log(l->lower), std::log(l->upper)};
  }
  return limits;
}

}  // namespace

void limits_of_side::know(side const& of, levels_of_group const& at) {
  auto const own = near.at(at.pointwise, [&] { return own_limits(of, at.pointwise); });
  if (own.why != interval_status::ok) return;
  if (!(own.se > 0)) near.at(at.usual, [&] { return own_limits(of, at.usual); });
  auto const tails = in_far_tails(of);
  for (auto const* level : {&at.simultaneous, &at.sidak}) far.at(*level, [&] { return own_limits(tails, *level); });
}

group_extremes::group_extremes(prepared const& ready, series const& s, std::uint32_t partition, std::span<limits_of_side const> known,
                               std::vector<std::uint32_t> const& shown, levels_of_group const* at, bool share_units)
    : ready_(ready), series_(s), partition_(partition), has_limits_(at != nullptr), share_units_(share_units) {
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!known[i].has_value()) continue;
    limit_pair const itself{known[i].value, known[i].value};
    if (has_limits_)
      add_group(known[i], shown[i], *at);
    else
      limits_.push_back({known[i].value, itself, itself, itself}), number_.push_back(shown[i]);
  }
  heterogeneity_ = heterogeneity(with_errors_);
}

void group_extremes::add_group(limits_of_side const& known, std::uint32_t number, levels_of_group const& at) {
  auto const& own = *known.near.find(at.pointwise);
  if (own.why != interval_status::ok) return;
  limits_.push_back(
      {known.value, {own.lower, own.upper}, outer(*known.far.find(at.simultaneous), own), outer(*known.far.find(at.sidak), own)});
  with_errors_.push_back({known.value, standard_error_of(known, at)});
  number_.push_back(number);
}

comparison_row group_extremes::begin(comparison_kind kind, comparison_scale scale) const {
  auto row = begin_comparison(kind, series_, *ready_.options);
  row.partition = partition_, row.scale = scale, row.alternative = alternative::two_sided, row.n_judged = limits_.size();
  return row;
}

interval group_extremes::as_shown(interval i) const {
  if (!has_limits_) return detail::no_interval(why_no_limits(series_));
  i.how = &methods::split;
  return i;
}

comparison_row group_extremes::range() const {
  auto row = begin(comparison_kind::range, comparison_scale::difference);
  auto const& options = *ready_.options;
  row.alternative = options.alternative;
  if (row.alternative != alternative::two_sided) row.margin = margin_of(options, series_.metric);
  auto const extremes = split_range(limits_);
  row.a = number_[extremes.greatest], row.b = number_[extremes.least], row.value = {extremes.value, status::ok};
  row.interval = as_shown(extremes.limits);
  bool const is_judged = row.alternative == alternative::two_sided || row.alternative == alternative::equivalent;
  if (is_judged) row.decision = judge(claim_of(options, series_.metric), row.interval);
  if (!share_units_) row.test = comparison_test::cochran_q, row.classical = heterogeneity_.cochran_q;
  flag_disagreement(row);
  return row;
}

/// The ratio of the greatest and the least value, by their logarithms; no interval if a limit is 0.
comparison_row group_extremes::ratio_of(comparison_row const& range) const {
  auto row = begin(comparison_kind::range, comparison_scale::ratio);
  row.a = range.a, row.b = range.b;
  bool const is_positive =
      std::all_of(limits_.begin(), limits_.end(), [](auto const& g) { return g.simultaneous.lower > 0 && g.value > 0; });
  auto const logarithms = logarithms_of(limits_);
  auto const [least, greatest] =
      std::minmax_element(logarithms.begin(), logarithms.end(), [](auto const& x, auto const& y) { return x.value < y.value; });
  row.value = {std::exp(greatest->value - least->value), std::isinf(least->value) ? status::zero_denominator : status::ok};
  row.interval = detail::no_interval(has_limits_ ? interval_status::not_applicable : why_no_limits(series_));
  if (!has_limits_ || !is_positive) return row;
  auto const extremes = split_range(logarithms);
  row.interval = as_shown(detail::limits(std::exp(extremes.limits.lower), std::exp(extremes.limits.upper)));
  row.decision = judge({.contrast = contrast::ratio}, row.interval);
  return row;
}

comparison_row group_extremes::worst() const {
  auto row = begin(comparison_kind::worst, comparison_scale::value);
  auto const w = split_worst(limits_, series_.metric.record->about.direction == better::higher);
  row.a = number_[w.worst], row.value = {w.value, status::ok}, row.interval = as_shown(w.limits);
  return row;
}

comparison_row group_extremes::spread(comparison_kind kind) const {
  bool const is_variance = kind == comparison_kind::between;
  auto row = begin(kind, is_variance ? comparison_scale::variance : comparison_scale::i_squared);
  row.level = comparison_row::nan, row.interval.why = interval_status::not_applicable;
  row.value = {is_variance ? heterogeneity_.between_variance : heterogeneity_.i_squared, status::ok};
  row.test = comparison_test::cochran_q, row.classical = heterogeneity_.cochran_q, row.n_judged = heterogeneity_.n_groups;
  return row;
}

void group_extremes::append_to(std::vector<comparison_row>& out) const {
  if (limits_.size() < 2) return;
  auto const& about = series_.metric.record->about;
  out.push_back(range());
  if (about.least >= 0) out.push_back(ratio_of(out.back()));
  if (about.direction == better::higher || about.direction == better::lower) out.push_back(worst());
  if (!has_limits_ || share_units_) return;
  out.push_back(spread(comparison_kind::heterogeneity));
  out.push_back(spread(comparison_kind::between));
}

}  // namespace CLINMETRICS_NAMESPACE::engine
