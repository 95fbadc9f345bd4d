// SPDX-License-Identifier: Apache-2.0
// The rest of a group is a partition of its own, of two groups, so that every metric, weight and unit is treated as in any group.
#include "group_gaps.hpp"

#include <algorithm>
#include <cmath>

#include "backend/few_at_once.hpp"
#include "clinmetrics/compare/delong_test.hpp"
#include "clinmetrics/compare/heterogeneity.hpp"
#include "clinmetrics/compare/miettinen_nurminen.hpp"
#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/compare/split.hpp"
#include "clinmetrics/compare/studentized_range.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/delong.hpp"
#include "clinmetrics/inference/detail/no_interval.hpp"
#include "comparison_plan.hpp"
#include "contrast_rule.hpp"
#include "inference/methods.hpp"
#include "placement_spread.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

bool wants_extremes(gap_choice g) { return g == gap_choice::automatic || g == gap_choice::reference; }
bool wants_rest(gap_choice g) { return g == gap_choice::automatic || g == gap_choice::rest; }

/// Whether some unit has rows of several groups.
bool span_groups(cohort const& rows, partition const& groups, stop_flag stop) {
  if (!rows.is_clustered) return false;
  constexpr std::uint32_t none = ~std::uint32_t{0};
  std::vector<std::uint32_t> group_of_unit(rows.n_units(), none);
  bool found = false;
  for_rows(rows.n_rows(), stop, [&](std::size_t row) {
    auto& g = group_of_unit[rows.unit_of(row)];
    found = found || (g != none && g != groups.group_of(row));
    g = groups.group_of(row);
  });
  return found;
}

evidence as_side(evidence e, form_kind kind) {
  if (kind == form_kind::pair_count || kind == form_kind::bounded_mean) e.pseudo_rows = 0.5;
  return e;
}

double standard_error_of(interval const& i, double z) { return i.se > 0 ? i.se : (i.upper - i.lower) / (2 * z); }

/// The ratio of the greatest and the least value, by their logarithms; no interval if a limit is 0.
void set_ratio_of_extremes(comparison_row& row, std::vector<limits_of_group> limits, bool has_limits) {
  bool is_positive = true;
  for (auto& g : limits) {
    is_positive = is_positive && g.simultaneous.lower > 0 && g.value > 0;
    g.value = std::log(g.value);
    for (auto* l : {&g.pointwise, &g.simultaneous, &g.sidak}) *l = {std::log(l->lower), std::log(l->upper)};
  }
  row.interval = detail::no_interval(has_limits ? interval_status::not_applicable : interval_status::not_requested);
  auto const [least, greatest] =
      std::minmax_element(limits.begin(), limits.end(), [](auto const& x, auto const& y) { return x.value < y.value; });
  row.value = {std::exp(greatest->value - least->value), std::isinf(least->value) ? status::zero_denominator : status::ok};
  if (!has_limits || !is_positive) return;
  auto const on_logarithm = split_range(limits);
  row.interval = detail::limits(std::exp(on_logarithm.limits.lower), std::exp(on_logarithm.limits.upper));
  row.interval.how = &methods::split;
  row.decision = judge({.contrast = contrast::ratio}, row.interval);
}

/// A partition into the rows of a group and the others.
partition against(partition const& groups, std::uint32_t group) {
  partition out{groups.parts, std::vector<std::uint32_t>(groups.code.size()), {groups.groups[group], groups.groups[group]}};
  for (std::size_t row = 0; row < out.code.size(); ++row) out.code[row] = groups.code[row] == group;
  return out;
}

}  // namespace

group_gaps::group_gaps(prepared const& ready, partition_values const& values, partition_evidence const& evidence, run_control& control)
    : ready_(ready),
      values_(values),
      evidence_(evidence),
      control_(control),
      stop_(&control.stop),
      level_(ready.options->level),
      units_span_groups_(span_groups(*ready.rows, values.groups(), stop_)) {}

/// Of two groups whose units overlap, from the values without a unit that has rows of both.
double group_gaps::correlation_of_groups(evidence const& a, evidence const& b, std::span<std::uint32_t const> rows_of_a,
                                         std::span<std::uint32_t const> rows_of_b) const {
  if (!units_span_groups_) return 0;
  auto const& cohort = *ready_.rows;
  auto const moves = [&](evidence const& e, std::span<std::uint32_t const> group_rows) {
    std::vector<std::pair<std::uint32_t, double>> list;  // unit, its distance from the mean
    auto const& values = e.left_out().without;
    double mean = 0;
    for (std::size_t i = 0; i < values.size(); ++i) mean += values[i].value / static_cast<double>(values.size());
    for_each_unit(cohort, group_rows,
                  [&](auto unit) { list.emplace_back(cohort.unit_of(unit.front()), values[list.size()].value - mean); });
    return list;
  };
  auto const of_a = moves(a, rows_of_a), of_b = moves(b, rows_of_b);
  double both = 0, squares_a = 0, squares_b = 0;
  for (auto const& [unit, x] : of_a) squares_a += x * x;
  for (auto const& [unit, y] : of_b) squares_b += y * y;
  for (std::size_t i = 0, j = 0; i < of_a.size() && j < of_b.size();) {
    if (of_a[i].first == of_b[j].first) both += of_a[i].second * of_b[j].second;
    bool const a_is_first = of_a[i].first <= of_b[j].first, b_is_first = of_b[j].first <= of_a[i].first;
    i += a_is_first, j += b_is_first;
  }
  return squares_a > 0 && squares_b > 0 ? both / std::sqrt(squares_a) / std::sqrt(squares_b) : 0;
}

compared_numbers group_gaps::numbers_of(std::size_t line, evidence const& a, evidence const& b) const {
  auto const& s = ready_.plan.all[line];
  auto const kind = s.metric.record->offers;
  return {as_side(a, kind), as_side(b, kind), s.compared.method};
}

/// The largest gap, the worst group and the heterogeneity of all groups that have an interval.
void group_gaps::add_extremes(series const& s, std::deque<line_evidence> const& groups, rows& out) const {
  auto const& about = s.metric.record->about;
  auto const& shown = values_.sizes().shown();
  auto const kind = s.metric.record->offers;
  auto const begin = [&](comparison_kind what, comparison_scale scale) {
    auto row = begin_comparison(what, s, *ready_.options);
    row.partition = values_.number(), row.scale = scale, row.alternative = ready_.options->alternative;
    if (row.alternative != alternative::two_sided) row.margin = margin_of(*ready_.options, s.metric);
    return row;
  };
  std::vector<limits_of_group> limits;
  std::vector<value_and_se> with_errors;
  std::vector<std::uint32_t> number;
  std::vector<compared_numbers> own;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    auto const& e = groups[i].get();
    if (!std::isfinite(e.point.number)) continue;
    own.push_back({as_side(e, kind), {}, s.compared.method});
    number.push_back(shown[i]);
  }
  if (own.size() < 2) return;
  bool const has_limits = s.compared.method != nullptr;
  auto const k = own.size();
  confidence const far = confidence::at_critical(has_limits ? simultaneous_multiplier(level_.level, k) : 1);
  confidence const sidak = sidak_level(level_.level, k);
  std::vector<std::uint32_t> used;
  for (std::size_t i = 0; i < k; ++i) {
    auto const& e = own[i].a;
    if (!has_limits) {
      limits.push_back(
          {e.point.number, {e.point.number, e.point.number}, {e.point.number, e.point.number}, {e.point.number, e.point.number}});
      used.push_back(number[i]);
      continue;
    }
    auto const point = own_limits(e, *own[i].by, level_);
    if (point.why != interval_status::ok) continue;
    auto const tails = in_far_tails(own[i]);
    auto const at_far = own_limits(tails.a, *tails.by, far), at_sidak = own_limits(tails.a, *tails.by, sidak);
    auto const outer = [&](interval const& x) {
      return x.why != interval_status::ok ? limit_pair{point.lower, point.upper}
                                          : limit_pair{std::min(x.lower, point.lower), std::max(x.upper, point.upper)};
    };
    limits.push_back({e.point.number, {point.lower, point.upper}, outer(at_far), outer(at_sidak)});
    with_errors.push_back({e.point.number, standard_error_of(point, level_.z)});
    used.push_back(number[i]);
  }
  if (limits.size() < 2) return;
  auto const as_shown = [&](interval i) {
    if (!has_limits) i = detail::no_interval(interval_status::not_requested);
    i.how = has_limits ? &methods::split : nullptr;
    return i;
  };
  auto range = begin(comparison_kind::range, comparison_scale::difference);
  auto const extremes = split_range(limits);
  range.a = used[extremes.greatest], range.b = used[extremes.least], range.value = {extremes.value, status::ok};
  range.interval = as_shown(extremes.limits), range.n_judged = limits.size();
  bool const is_judged = range.alternative == alternative::two_sided || range.alternative == alternative::equivalent;
  if (is_judged) range.decision = judge(claim_of(*ready_.options, s.metric), range.interval);
  auto const h = heterogeneity(with_errors);
  range.test = comparison_test::cochran_q, range.classical = h.cochran_q;
  flag_disagreement(range);
  out.push_back(range);
  if (about.least >= 0) {
    auto ratio = begin(comparison_kind::range, comparison_scale::ratio);
    ratio.a = range.a, ratio.b = range.b, ratio.n_judged = limits.size(), ratio.alternative = alternative::two_sided,
    ratio.margin = comparison_row::nan;
    set_ratio_of_extremes(ratio, limits, has_limits);
    out.push_back(ratio);
  }
  if (about.direction == better::higher || about.direction == better::lower) {
    auto worst = begin(comparison_kind::worst, comparison_scale::value);
    auto const w = split_worst(limits, about.direction == better::higher);
    worst.a = used[w.worst], worst.value = {w.value, status::ok}, worst.interval = as_shown(w.limits), worst.n_judged = limits.size();
    worst.alternative = alternative::two_sided, worst.margin = comparison_row::nan;
    out.push_back(worst);
  }
  if (!has_limits) return;
  for (auto const what : {comparison_kind::heterogeneity, comparison_kind::between}) {
    auto row = begin(what, what == comparison_kind::between ? comparison_scale::variance : comparison_scale::i_squared);
    row.alternative = alternative::two_sided, row.margin = comparison_row::nan, row.level = comparison_row::nan;
    row.value = {what == comparison_kind::between ? h.between_variance : h.i_squared, status::ok};
    row.test = comparison_test::cochran_q, row.classical = h.cochran_q, row.n_judged = h.n_groups;
    out.push_back(row);
  }
}

void group_gaps::add_pair(comparison_kind kind, std::size_t line, compared_numbers const& numbers, std::uint32_t a, std::uint32_t b,
                          std::size_t n_family, rows& out) const {
  auto const& s = ready_.plan.all[line];
  auto const* const how = numbers.by ? method_of_groups(s) : nullptr;
  auto const tails = in_far_tails(numbers);
  confidence const of_family = sidak_level(level_.level, std::max<std::size_t>(n_family, 1));
  for (auto const scale : {comparison_scale::difference, comparison_scale::ratio}) {
    if (scale == comparison_scale::ratio && s.metric.record->about.least < 0) continue;
    auto const what = scale == comparison_scale::ratio ? contrast::ratio : contrast::difference;
    auto row = begin_comparison(kind, s, *ready_.options);
    row.partition = values_.number(), row.a = a, row.b = b, row.scale = scale;
    judge_contrast(row, contrast_of(numbers, what, how, level_), claim_of(*ready_.options, s.metric), level_);
    set_simultaneous(row, contrast_of(tails, what, how, level_), of_family);
    bool const is_independent = s.compared.is_independent && numbers.correlation == 0;
    if (scale == comparison_scale::difference && is_independent && std::isfinite(row.value.number)) {
      if (numbers.a.closed.kind == form_kind::proportion) {
        auto const &x = numbers.a.closed.share, &y = numbers.b.closed.share;
        row.test = comparison_test::miettinen_nurminen, row.classical = miettinen_nurminen_test(x, y, 0);
        row.published = miettinen_nurminen(x, y, level_), row.published.how = &methods::miettinen_nurminen;
      } else if (numbers.a.closed.kind == form_kind::pair_count) {
        auto const auroc = [](evidence const& e) {
          return group_auroc{e.point.number, detail::delong_variance(e.closed.pairs, e.placements), static_cast<double>(e.rows.all)};
        };
        row.test = comparison_test::delong_welch, row.classical = unpaired_delong_test(auroc(numbers.a), auroc(numbers.b));
      }
      flag_disagreement(row);
    }
    out.push_back(std::move(row));
  }
}

group_gaps::rows group_gaps::between_groups(std::size_t line) const {
  auto const choice = ready_.options->gaps;
  auto const& s = ready_.plan.all[line];
  auto const& shown = values_.sizes().shown();
  std::deque<line_evidence> groups;
  for (auto g : shown) groups.emplace_back(evidence_, line, g);
  rows out;
  if (wants_extremes(choice)) add_extremes(s, groups, out);
  auto const add = [&](comparison_kind kind, std::size_t i, std::size_t j, std::size_t n_family) {
    auto numbers = numbers_of(line, groups[i].get(), groups[j].get());
    if (s.compared.method && units_span_groups_)
      numbers.correlation = correlation_of_groups(numbers.a, numbers.b, evidence_.rows_of(shown[i]), evidence_.rows_of(shown[j]));
    add_pair(kind, line, numbers, shown[i], shown[j], n_family, out);
  };
  if (choice == gap_choice::pairs)
    for (std::size_t i = 0; i < shown.size(); ++i)
      for (std::size_t j = i + 1; j < shown.size(); ++j) add(comparison_kind::pairs, i, j, shown.size() * (shown.size() - 1) / 2);
  if (choice == gap_choice::reference) {
    auto const reference = reference_place(*ready_.options, values_);
    for (std::size_t i = 0; i < shown.size(); ++i)
      if (i != reference && reference < shown.size()) add(comparison_kind::reference, i, reference, shown.size() - 1);
  }
  return out;
}

std::vector<group_gaps::rows> group_gaps::against_rest(std::uint32_t group) const {
  auto const& plan = ready_.plan;
  std::vector<rows> out(plan.all.size());
  auto const split = against(values_.groups(), group);
  group_sizes const sizes(*ready_.rows, split, 0, stop_);
  if (sizes[0].n_units < std::max<std::size_t>(ready_.options->min_group_size, 1)) return out;
  partition_values rest(ready_, split, sizes);
  std::vector<pass_request> requests;
  rest.add_point_requests(requests);
  ready_.engine->run_point(requests, control_);
  partition_evidence const of_rest(ready_, rest, stop_);
  auto const n_family = values_.sizes().shown().size();
  for (std::size_t line = 0; line < plan.all.size(); ++line) {
    line_evidence const a(evidence_, line, group), b(of_rest, line, 0);
    auto numbers = numbers_of(line, a.get(), b.get());
    if (plan.all[line].compared.method && units_span_groups_)
      numbers.correlation = correlation_of_groups(numbers.a, numbers.b, evidence_.rows_of(group), of_rest.rows_of(0));
    add_pair(comparison_kind::rest, line, numbers, group, comparison_row::nobody, n_family, out[line]);
    auto cross = cross_group_aurocs(line, group);
    std::move(cross.begin(), cross.end(), std::back_inserter(out[line]));
  }
  return out;
}

/// Positive rows of the group against negative rows of the rest, and the reverse: two AUROCs over disjoint rows.
group_gaps::rows group_gaps::cross_group_aurocs(std::size_t line, std::uint32_t group) const {
  auto const& s = ready_.plan.all[line];
  rows out;
  if (s.metric.record->offers != form_kind::pair_count || !s.compared.is_independent || !ready_.plan.order[s.model]) return out;
  auto const events = ready_.rows->events();
  auto crossed = against(values_.groups(), group);
  for (std::size_t row = 0; row < crossed.code.size(); ++row) crossed.code[row] = (crossed.code[row] != 0) == (events[row] != 0);
  auto const aurocs = aurocs_of_groups(events, *ready_.plan.order[s.model], crossed, stop_);
  auto const side = [&](group_auroc_counts const& of) {
    evidence e;
    e.point = {of.auc, of.pairs.n_positive == 0 ? status::no_positives : of.pairs.n_negative == 0 ? status::no_negatives : status::ok};
    e.closed = of.pairs, e.placements = of.spread, e.reads_both_classes = true;
    e.rows = {static_cast<std::size_t>(of.pairs.n_positive + of.pairs.n_negative), static_cast<std::size_t>(of.pairs.n_positive),
              static_cast<std::size_t>(of.pairs.n_negative)};
    return e;
  };
  auto const numbers = numbers_of(line, side(aurocs[1]), side(aurocs[0]));
  add_pair(comparison_kind::xauc, line, numbers, group, comparison_row::nobody, values_.sizes().shown().size(), out);
  return out;
}

/// Each kind and scale of a line is a family.
void group_gaps::adjust(rows& of_line) const {
  for (auto const kind : {comparison_kind::rest, comparison_kind::reference, comparison_kind::pairs, comparison_kind::xauc})
    for (auto const scale : {comparison_scale::difference, comparison_scale::ratio}) {
      std::vector<comparison_row*> family;
      for (auto& row : of_line)
        if (row.kind == kind && row.scale == scale) family.push_back(&row);
      if (!family.empty()) adjust_family(family, ready_.options->adjustment);
    }
}

void group_gaps::append_to(std::vector<comparison_row>& out) const {
  auto const& shown = values_.sizes().shown();
  if (shown.empty()) return;
  std::vector<rows> of_line(ready_.plan.all.size());
  struct nothing {};
  few_at_once<nothing>(of_line.size(), evidence_.lines_at_once(), [&](std::size_t line, nothing) {
    stop_.check();
    of_line[line] = between_groups(line);
  });
  std::vector<std::vector<rows>> of_rest(wants_rest(ready_.options->gaps) ? shown.size() : 0);
  few_at_once<nothing>(of_rest.size(), evidence_.lines_at_once(), [&](std::size_t i, nothing) {
    stop_.check();
    of_rest[i] = against_rest(shown[i]);
  });
  for (std::size_t line = 0; line < of_line.size(); ++line) {
    for (auto& of_group : of_rest) std::move(of_group[line].begin(), of_group[line].end(), std::back_inserter(of_line[line]));
    auto const by_kind = [](auto const& a, auto const& b) { return std::pair(a.kind, a.scale) < std::pair(b.kind, b.scale); };
    std::stable_sort(of_line[line].begin(), of_line[line].end(), by_kind);
    adjust(of_line[line]);
    std::move(of_line[line].begin(), of_line[line].end(), std::back_inserter(out));
  }
}

}  // namespace CLINMETRICS_NAMESPACE::engine
