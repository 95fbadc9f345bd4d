// SPDX-License-Identifier: Apache-2.0
#include "group_gaps.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "backend/few_at_once.hpp"
#include "clinmetrics/compare/delong_test.hpp"
#include "clinmetrics/compare/miettinen_nurminen.hpp"
#include "clinmetrics/compare/multiplicity.hpp"
#include "clinmetrics/compare/studentized_range.hpp"
#include "clinmetrics/engine/result.hpp"
#include "clinmetrics/inference/delong.hpp"
#include "clinmetrics/metric/binary/chosen_threshold.hpp"
#include "comparison_plan.hpp"
#include "contrast_rule.hpp"
#include "inference/methods.hpp"
#include "parallel.hpp"
#include "walked_rest.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

bool wants_extremes(gap_choice g) { return g == gap_choice::automatic || g == gap_choice::reference; }
/// Whether the number is the same in all groups: there is one chosen threshold for all rows.
bool is_of_all_rows(series const& s) { return s.metric.record->about.name == std::string_view(chosen_threshold::about.name); }

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

std::pair<comparison_kind, comparison_scale> kind_and_scale(comparison_row const& row) { return {row.kind, row.scale}; }

/// Whether the gaps of this kind and of one scale are judged together.
bool has_families(comparison_kind k) {
  return k == comparison_kind::rest || k == comparison_kind::reference || k == comparison_kind::pairs || k == comparison_kind::xauc;
}

evidence evidence_of_auroc(sums_of_both const& sums) {
  auto const n_positive = sums.of_positives.n, n_negative = sums.of_negatives.n;
  evidence e;
  e.point = {sums.auroc(), n_positive == 0 ? status::no_positives : n_negative == 0 ? status::no_negatives : status::ok};
  e.closed = pair_count{static_cast<double>(n_positive), static_cast<double>(n_negative)};
  e.placements = sums.spread(), e.reads_both_classes = true;
  e.rows = {n_positive + n_negative, n_positive, n_negative};
  return e;
}

}  // namespace

group_gaps::group_gaps(prepared const& ready, partition_values const& values, partition_evidence const& evidence, run_control& control)
    : ready_(ready),
      values_(values),
      evidence_(evidence),
      control_(control),
      stop_(&control.stop),
      level_(ready.options->level),
      units_span_groups_(span_groups(*ready.rows, values.groups(), stop_)),
      levels_(ready.plan.all.size()),
      known_(ready.plan.all.size(), std::vector<limits_of_side>(values.sizes().shown().size())) {
  if (wants_extremes(ready.options->gaps)) find_levels();
  if (!wants_rest(ready.options->gaps) || values.sizes().shown().empty()) return;
  of_rest_.resize(values.sizes().shown().size());
  rests_.emplace(ready, values, evidence, stop_);
  for (std::size_t line = 0; line < levels_.size(); ++line)
    if (rests_->leaves_out(line)) ready.plan.kept->without_rest.insert(line);
}

void group_gaps::find_levels() {
  auto const& lines = ready_.plan.all;
  std::vector<std::size_t> n_groups(lines.size());  // with a value, of each line
  parallel::for_each_alone(lines.size(), [&](std::size_t line) {
    auto const place = values_.place_of_line(line);
    for (auto g : values_.sizes().shown())
      n_groups[line] += std::isfinite(lines[line].metric.value_at(values_.point().words(place, g, 0)).number);
  });
  std::map<std::size_t, double> multipliers;  // they take long, and most lines have the same number of groups
  for (std::size_t line = 0; line < lines.size(); ++line)
    if (lines[line].compared.method != nullptr && n_groups[line] > 1) multipliers.try_emplace(n_groups[line]);
  std::vector<std::pair<std::size_t const, double>*> list;
  for (auto& entry : multipliers) list.push_back(&entry);
  parallel::for_each_alone(list.size(), [&](std::size_t i) { list[i]->second = simultaneous_multiplier(level_.level, list[i]->first); });
  for (std::size_t line = 0; line < lines.size(); ++line)
    if (auto const at = multipliers.find(n_groups[line]); at != multipliers.end() && lines[line].compared.method != nullptr)
      levels_[line] = {level_, confidence::at_critical(at->second), sidak_level(level_.level, at->first)};
}

void group_gaps::know(std::size_t line, std::size_t group) {
  if (!wants_extremes(ready_.options->gaps) || values_.sizes().is_hidden(group)) return;
  auto const of_line = evidence_.of(line, group);
  auto& known = known_[line][values_.sizes().place_of(group)];
  known.value = of_line->get().point.number;
  if (levels_[line] && known.has_value()) known.know(as_side(of_line->get(), ready_.plan.all[line]), *levels_[line]);
}

/// Of two groups whose units overlap, from the values without a unit that has rows of both, within strata as their standard errors.
double group_gaps::correlation_of_groups(evidence const& a, evidence const& b, std::span<std::uint32_t const> rows_of_a,
                                         std::span<std::uint32_t const> rows_of_b) const {
  auto const& cohort = *ready_.rows;
  auto const moves = [&](evidence const& e, std::span<std::uint32_t const> group_rows) {
    auto const& values = e.left_out().without;
    auto const strata = detail::stratum_means(0, values.size(), [&](std::size_t i) { return values[i]; });
    std::vector<std::pair<std::uint32_t, double>> list;  // unit, its distance from the mean of the stratum
    for_each_unit(cohort, group_rows, [&](auto unit) {
      auto const value = values[list.size()];
      auto const& s = strata[value.stratum];
      list.emplace_back(cohort.unit_of(unit.front()), (value.value - s.mean) * std::sqrt((s.n_units - 1) / s.n_units));
    });
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

void group_gaps::add_pair(comparison_kind kind, std::size_t line, compared_numbers const& numbers, compared_numbers const& far,
                          std::uint32_t a, std::uint32_t b, std::size_t n_family, rows& out) const {
  auto const& s = ready_.plan.all[line];
  auto const* const how = numbers.a.by ? method_of_groups(s) : nullptr;
  confidence const of_family = sidak_level(level_.level, std::max<std::size_t>(n_family, 1));
  for (auto const scale : {comparison_scale::difference, comparison_scale::ratio}) {
    if (scale == comparison_scale::ratio && s.metric.record->about.least < 0) continue;
    auto const what = scale == comparison_scale::ratio ? contrast::ratio : contrast::difference;
    auto row = begin_comparison(kind, s, *ready_.options);
    row.partition = values_.number(), row.a = a, row.b = b, row.scale = scale;
    judge_contrast(row, contrast_of(numbers, what, how), claim_of(*ready_.options, s.metric), level_);
    set_simultaneous(row, contrast_of(far, what, how), of_family);
    keep_in_range(row, s.metric);
    flag_few_rows(row, s.metric, numbers);
    bool const is_independent = s.compared.is_independent && numbers.correlation == 0;
    if (scale == comparison_scale::difference && is_independent && std::isfinite(row.value.number)) add_classical(row, numbers);
    out.push_back(std::move(row));
  }
}

/// Of two independent groups.
void group_gaps::add_classical(comparison_row& row, compared_numbers const& numbers) const {
  auto const &a = *numbers.a.of, &b = *numbers.b.of;
  if (a.closed.kind == form_kind::proportion) {
    auto const &x = a.closed.share, &y = b.closed.share;
    row.test = comparison_test::miettinen_nurminen, row.classical = miettinen_nurminen_test(x, y, 0);
    row.published = miettinen_nurminen(x, y, level_), row.published.how = &methods::miettinen_nurminen;
  } else if (a.closed.kind == form_kind::pair_count) {
    auto const auroc = [](evidence const& e) {
      return group_auroc{e.point.number, detail::delong_variance(e.closed.pairs, e.placements), static_cast<double>(e.rows.all)};
    };
    row.test = comparison_test::delong_welch, row.classical = unpaired_delong_test(auroc(a), auroc(b));
  }
  flag_disagreement(row);
}

group_gaps::rows group_gaps::between_groups(std::size_t line) {
  auto const choice = ready_.options->gaps;
  auto const& s = ready_.plan.all[line];
  auto const& shown = values_.sizes().shown();
  auto& known = known_[line];
  rows out;
  if (is_of_all_rows(s)) return out;
  if (wants_extremes(choice)) {
    bool const has_limits = s.compared.method != nullptr;
    if (!has_limits || levels_[line])
      group_extremes(ready_, s, values_.number(), known, shown, has_limits ? &*levels_[line] : nullptr, units_span_groups_).append_to(out);
  }
  std::size_t const n = shown.size();
  auto const add = [&](comparison_kind kind, std::size_t i, std::size_t j, std::size_t n_family) {
    auto const a = evidence_.of(line, shown[i]), b = evidence_.of(line, shown[j]);
    auto numbers = numbers_of(a->get(), b->get(), s);
    if (shares_units(line))
      numbers.correlation = correlation_of_groups(a->get(), b->get(), evidence_.rows_of(shown[i]), evidence_.rows_of(shown[j]));
    auto far = in_far_tails(numbers);
    numbers.of_a.take(known[i].near), numbers.of_b.take(known[j].near);
    far.of_a.take(known[i].far), far.of_b.take(known[j].far);
    add_pair(kind, line, numbers, far, shown[i], shown[j], n_family, out);
  };
  if (choice == gap_choice::pairs) {
    auto const of_family = sidak_level(level_.level, std::max<std::size_t>(n * (n - 1) / 2, 1));
    for (std::size_t i = 0; i < n; ++i) {
      auto const of_line = evidence_.of(line, shown[i]);
      auto const own = as_side(of_line->get(), s);
      if (own.by == nullptr) continue;
      known[i].near.at(level_, [&] { return own_limits(own, level_); });
      known[i].far.at(of_family, [&] { return own_limits(in_far_tails(own), of_family); });
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) add(comparison_kind::pairs, i, j, n * (n - 1) / 2);
  }
  if (choice == gap_choice::reference) {
    auto const reference = reference_place(*ready_.options, values_);
    for (std::size_t i = 0; i < n; ++i)
      if (i != reference && reference < n) add(comparison_kind::reference, i, reference, n - 1);
  }
  return out;
}

void group_gaps::compare_with_rest(std::size_t first, std::size_t end) {
  if (!rests_) return;
  std::size_t const first_place = values_.sizes().place_of(first), end_place = values_.sizes().place_of(end);
  few_at_once(end_place - first_place, evidence_.lines_at_once(), [&](std::size_t i) {
    stop_.check();
    of_rest_[first_place + i] = against_rest(first_place + i);
  });
}

std::vector<group_gaps::rows> group_gaps::against_rest(std::size_t place) const {
  auto const group = values_.sizes().shown()[place];
  std::size_t const n_lines = ready_.plan.all.size();
  std::vector<rows> out(n_lines);
  std::vector<bool> to_walk(n_lines);
  for (std::size_t line = 0; line < n_lines; ++line)
    to_walk[line] = !rests_->has(line, group) && !rests_->leaves_out(line) && !is_of_all_rows(ready_.plan.all[line]);
  std::optional<walked_rest> walked;
  if (std::find(to_walk.begin(), to_walk.end(), true) != to_walk.end()) walked.emplace(ready_, values_.groups(), group, to_walk, control_);
  auto const n_units = walked ? walked->n_units() : rests_->size_of(group).n;
  if (n_units < std::max<std::size_t>(ready_.options->min_group_size, 1)) return out;
  for (std::size_t line = 0; line < n_lines; ++line) {
    auto const& own = known_[line][place];
    if (rests_->has(line, group)) add_rest(line, group, own, rest_line(*rests_, line, group).get(), {}, out[line]);
    if (to_walk[line])
      add_rest(line, group, own, walked->evidence().of(line, walked_rest::rest)->get(), walked->evidence().rows_of(walked_rest::rest),
               out[line]);
    add_cross_group_aurocs(line, group, out[line]);
  }
  return out;
}

void group_gaps::add_rest(std::size_t line, std::uint32_t group, limits_of_side const& known, evidence const& rest,
                          std::span<std::uint32_t const> rows_of_rest, rows& out) const {
  auto const own = evidence_.of(line, group);
  auto numbers = numbers_of(own->get(), rest, ready_.plan.all[line]);
  if (shares_units(line)) numbers.correlation = correlation_of_groups(own->get(), rest, evidence_.rows_of(group), rows_of_rest);
  auto far = in_far_tails(numbers);
  numbers.of_a.take(known.near), far.of_a.take(known.far);
  out.reserve(2);
  add_pair(comparison_kind::rest, line, numbers, far, group, comparison_row::nobody, values_.sizes().shown().size(), out);
  if (own->get().replicates.empty()) return;
  for (auto& row : out)  // those of the line so far
    if (row.interval.why == interval_status::too_few_replicates) row.interval.why = interval_status::not_resampled;
}

/// Positive rows of the group against negative rows of the rest, and the reverse: two AUROCs over disjoint rows.
void group_gaps::add_cross_group_aurocs(std::size_t line, std::uint32_t group, rows& out) const {
  auto const& s = ready_.plan.all[line];
  if (s.kind() != form_kind::pair_count || !s.compared.is_independent || !ready_.plan.order[s.model]) return;
  auto const sums = rests_->has(line, group)
                        ? crossed_sums{rests_->placements(line, group).of_own_positives, rests_->placements(line, group).of_rest_positives}
                        : cross(ready_.rows->events(), *ready_.plan.order[s.model], values_.groups(), group, stop_);
  auto const own = evidence_of_auroc(sums.of_own_positives), of_rest = evidence_of_auroc(sums.of_rest_positives);
  auto const numbers = numbers_of(own, of_rest, s);
  add_pair(comparison_kind::xauc, line, numbers, in_far_tails(numbers), group, comparison_row::nobody, values_.sizes().shown().size(), out);
}

/// The gaps of each kind and scale are a family. `of_line`: in the order of kinds and scales.
void group_gaps::adjust(std::span<comparison_row*> of_line) const {
  for (auto first = of_line.begin(), next = first; first != of_line.end(); first = next) {
    next = std::find_if(first, of_line.end(), [&](auto const* row) { return kind_and_scale(*row) != kind_and_scale(**first); });
    if (has_families((*first)->kind)) adjust_family({first, next}, ready_.options->adjustment);
  }
}

void group_gaps::append_to(std::vector<comparison_row>& out) {
  if (values_.sizes().shown().empty()) return;
  std::vector<rows> of_line(ready_.plan.all.size());
  few_at_once(of_line.size(), evidence_.lines_at_once(), [&](std::size_t line) {
    stop_.check();
    of_line[line] = between_groups(line);
  });
  std::vector<std::vector<comparison_row*>> in_order(of_line.size());
  parallel::for_each_alone(of_line.size(), [&](std::size_t line) {
    auto& all = in_order[line];
    for (auto& row : of_line[line]) all.push_back(&row);
    for (auto& of_group : of_rest_)
      for (auto& row : of_group[line]) all.push_back(&row);
    std::stable_sort(all.begin(), all.end(), [](auto const* a, auto const* b) { return kind_and_scale(*a) < kind_and_scale(*b); });
    adjust(all);
  });
  std::size_t n = out.size();
  for (auto const& all : in_order) n += all.size();
  out.reserve(n);
  for (auto const& all : in_order)
    for (auto* row : all) out.push_back(std::move(*row));
}

}  // namespace CLINMETRICS_NAMESPACE::engine
