// SPDX-License-Identifier: Apache-2.0
#include "rest_evidence.hpp"

#include <algorithm>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/inference/beta_bound.hpp"
#include "clinmetrics/tally/calibration_fit.hpp"
#include "clinmetrics/tally/precision_sum.hpp"
#include "clinmetrics/tally/ranked_pairs.hpp"
#include "parallel.hpp"
#include "rest_sums.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Whether the rows are independent and count equally, and the line's limits are those of such rows.
bool has_plain_rows(cohort const& rows, series const& s) {
  return !rows.is_weighted() && !rows.is_clustered && !rows.is_stratified && s.compared.is_independent && !rows.events().empty();
}

/// Whether the limits of a line on an ordering need no more than its placements or runs.
bool reads_ranking_alone(series const& s) {
  auto const& reads = s.compared.reads;
  return !(reads.resamples() || reads.deletions || reads.row_spread || reads.covariances);
}

/// Whether the rest of a line of independent rows has to read the runs of equal scores.
bool reads_runs(cohort const& rows, series const& s) {
  return has_plain_rows(rows, s) && s.reads_tally(precision_sum::record) && reads_ranking_alone(s);
}

/// Whether the limits of a line need no more than values without a row.
bool reads_values_alone(reading const& r) { return !(r.resamples() || r.placements || r.runs || r.covariances || r.row_spread); }

/// Whether single rows are left out by their class and one amount.
bool is_left_out_by_amount(form_kind kind) { return kind == form_kind::event_ratio || kind == form_kind::composite; }

}  // namespace

rest_evidence::rest_evidence(prepared const& ready, partition_values const& values, partition_evidence const& evidence, stop_flag stop)
    : ready_(ready), values_(values), evidence_(evidence), stop_(stop), lines_(ready.plan.all.size()) {
  auto const& sizes = values.sizes();
  for (std::size_t g = 0; g < values.groups().n_groups(); ++g)
    all_.n += sizes[g].n, all_.n_positive += sizes[g].n_positive, all_.n_negative += sizes[g].n_negative;
  parallel::for_each_alone(2, [&](std::size_t i) { i == 0 ? find_fits(stop) : walk_orderings(stop); });
  parallel::for_all(lines_.size(), [&](std::size_t i) {
    auto const& s = ready.plan.all[i];
    if (!has_plain_rows(*ready.rows, s)) return;
    bool const is_ranking = s.reads_tally(ranked_pairs::record) || s.reads_tally(precision_sum::record);
    lines_[i] = is_ranking ? of_ranking(s) : s.reads_tally(calibration_fit::record) ? of_fit(s) : of_sums(i);
  });
}

bool rest_evidence::leaves_out(std::size_t line) const {
  return !lines_[line] && values_.groups().n_groups() > most_groups_to_walk && has_plain_rows(*ready_.rows, ready_.plan.all[line]);
}

group_size rest_evidence::size_of(std::uint32_t group) const {
  auto const& own = values_.sizes()[group];
  return {.n = all_.n - own.n, .n_positive = all_.n_positive - own.n_positive, .n_negative = all_.n_negative - own.n_negative};
}

void rest_evidence::walk_orderings(stop_flag stop) {
  auto const& groups = values_.groups();
  for (auto const& s : ready_.plan.all) {
    if (has_plain_rows(*ready_.rows, s) && s.reads_tally(ranked_pairs::record)) placements_.try_emplace(s.model);
    if (reads_runs(*ready_.rows, s) && groups.n_groups() <= most_groups_to_walk)
      runs_.try_emplace(s.model, ready_.rows->events(), *ready_.plan.order[s.model], groups);
  }
  std::vector<std::pair<std::uint32_t, std::vector<rest_placements>*>> to_walk;
  for (auto& [model, of_groups] : placements_) to_walk.emplace_back(model, &of_groups);
  parallel::for_all(to_walk.size(), [&](std::size_t i) {
    auto const& [model, of_groups] = to_walk[i];
    *of_groups = placements_of_rests(ready_.rows->events(), *ready_.plan.order[model], groups, stop);
  });
}

void rest_evidence::find_fits(stop_flag stop) {
  for (std::size_t line = 0; line < lines_.size(); ++line) {
    auto const& s = ready_.plan.all[line];
    if (!has_plain_rows(*ready_.rows, s) || !s.reads_tally(calibration_fit::record) || fits_.contains(s.model)) continue;
    auto const& point = values_.point();
    auto const pass = point.pass(point.pass_of(values_.place_of_line(line)));
    fits_[s.model] = fits_of_rests(pass.as<calibration_fit_pass>(), *ready_.plan.order[s.model], values_.sizes().shown(), stop);
  }
}

std::optional<rest_evidence::of_line> rest_evidence::of_fit(series const& s) const {
  auto const& fits = fits_.at(s.model);
  bool const has_any = std::any_of(fits.begin(), fits.end(), [](auto const& fit) { return fit.has_value(); });
  return has_any && reads_values_alone(s.compared.reads) ? std::optional(of_line{.slots = {}, .fits = &fits}) : std::nullopt;
}

std::optional<rest_evidence::of_line> rest_evidence::of_ranking(series const& s) const {
  if (!reads_ranking_alone(s)) return {};
  if (s.reads_tally(ranked_pairs::record)) return of_line{.slots = {}, .placements = &placements_.at(s.model)};
  auto const runs = runs_.find(s.model);
  return runs == runs_.end() ? std::nullopt : std::optional(of_line{.slots = {}, .runs = &runs->second});
}

std::vector<std::uint64_t> const* rest_evidence::kept_amounts(series const& s) const {
  if (!ready_.plan.kept) return nullptr;
  auto const& kept = ready_.plan.kept->amounts;
  auto const at = kept.find({s.model, s.tally().name, point_bits});
  return at == kept.end() ? nullptr : at->second.get();
}

std::optional<rest_evidence::of_line> rest_evidence::of_sums(std::size_t index) const {
  auto const& s = ready_.plan.all[index];
  auto const& groups = values_.groups();
  auto const place = values_.place_of_line(index);
  of_line out{slots_of_rests(values_.point(), place)};
  if (out.slots.empty()) return {};
  if (s.compared.method == nullptr || s.tally().is_cells) return out;
  auto const& reads = s.compared.reads;
  if (reads.resamples() || reads.placements || reads.runs || reads.covariances) return {};
  if (reads.row_spread) {
    auto const* const values = evidence_.kept_values(index);
    if (values == nullptr) return {};
    bool const reads_scores = s.metric.record->offers == form_kind::bounded_mean;
    out.spread = spread_of_rests(*values, reads_scores ? &ready_.rows->models[s.model].score : nullptr, groups, stop_);
  }
  if (reads.deletions) {
    out.amounts = kept_amounts(s);
    if (out.amounts == nullptr || out.slots[0].size() != 4 || !is_left_out_by_amount(s.metric.record->offers)) return {};
    out.amounts_of_rest = amounts_of_rests(ready_.rows->events(), groups, *out.amounts, stop_);
  }
  return out;
}

rest_line::rest_line(rest_evidence const& of, std::size_t line, std::uint32_t group)
    : of_(of), index_(line), series_(of.ready_.plan.all[line]), line_(*of.lines_[line]), group_(group) {
  if (line_.runs) runs_ = line_.runs->without(group);
  words_ = words();
  auto const& about = series_.metric.record->about;
  auto const size = of.size_of(group);
  evidence_.point = series_.metric.value_at(words_), evidence_.closed = series_.metric.form_at(words_);
  evidence_.coarse = evidence_.point.number;
  evidence_.h = about.h, evidence_.reads_both_classes = about.reads_both_classes;
  evidence_.rows = evidence_.units = {size.n, size.n_positive, size.n_negative};
  evidence_.random = {of.ready_.options->seed, of.ready_.options->stream};
  read_rows();
}

std::vector<std::uint64_t> rest_line::words() {
  if (line_.runs) return precision_words(runs_);
  if (line_.fits) return words_of((*line_.fits)[group_]->slots);
  if (line_.placements) {
    auto const& [positives, negatives] = (*line_.placements)[group_].of_rest;
    return {positives.n, negatives.n, low_half(positives.sum), high_half(positives.sum)};
  }
  return words_of(line_.slots[group_]);
}

std::vector<std::uint64_t> rest_line::words_of(std::span<std::uint64_t const> slots) const {
  std::vector<std::uint64_t> words;
  of_.values_.point().read(of_.values_.place_of_line(index_), slots, words);
  return words;
}

void rest_line::read_rows() {
  if (line_.placements) evidence_.placements = (*line_.placements)[group_].of_rest.spread();
  evidence_.of_rows = [this]() -> row_spread const& { return line_.spread.at(group_); };
  evidence_.of_runs = [this]() -> precision_moments const& {
    if (!moments_) moments_ = moments_of(runs_);
    return *moments_;
  };
  evidence_.left_out = [this]() -> deletions const& {
    if (!left_out_) left_out_ = compute_left_out();
    return *left_out_;
  };
}

/// All rows are left out one by one if there are few of them.
deletions rest_line::compute_left_out() const {
  constexpr std::size_t few = 1000;
  auto const& metric = series_.metric;
  if (series_.tally().is_cells) return jackknife_of_cells(metric, words_, evidence_.point);
  if (line_.fits) {
    auto const& fit = *(*line_.fits)[group_];
    values_without without(metric, words_, evidence_.point);
    for (auto const* slots : {&fit.lower, &fit.upper}) without.add(words_of(*slots), 0, static_cast<double>(evidence_.rows.all) / 2);
    return std::move(without).take();
  }
  auto const& values = of_.values_;
  values_without_amounts without(metric, values.point(), values.place_of_line(index_), line_.slots[group_]);
  if (evidence_.rows.all > few) return deletions_by_class(std::move(without), line_.amounts_of_rest[group_]);
  auto const events = of_.ready_.rows->events();
  for (std::uint32_t g = 0; g < values.groups().n_groups(); ++g) {
    if (g == group_) continue;
    for (auto row : of_.evidence_.rows_of(g)) without.add(events[row] != 0, (*line_.amounts)[row], 1);
  }
  return std::move(without).take();
}

}  // namespace CLINMETRICS_NAMESPACE::engine
