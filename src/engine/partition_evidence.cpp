// SPDX-License-Identifier: Apache-2.0
// Prepares what the rules of the lines read, and nothing else.
#include "partition_evidence.hpp"

#include <algorithm>

#include "backend/few_at_once.hpp"
#include "bin_covariances.hpp"
#include "clinmetrics/inference/beta_bound.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "effective_size.hpp"
#include "inference/ordered_replicates.hpp"
#include "memory_plan.hpp"
#include "parallel.hpp"
#include "placement_spread.hpp"
#include "row_of_line.hpp"
#include "row_spread.hpp"
#include "tied_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// `sums`: of the weights of each class.
bool has_effective_size(series const& s, form const& closed, class_weights const& sums) {
  if (closed.kind != form_kind::composite) return s.reads_tally(confusion::record);
  auto const& b = closed.parts.b;
  bool const is_share_of_events = b.share.successes == sums.positive && b.share.trials == sums.positive + sums.negative;
  return closed.parts.a.is == part::kind::mean && b.is == part::kind::binomial_variance && is_share_of_events;
}

}  // namespace

partition_evidence::partition_evidence(prepared const& ready, partition_values const& values, stop_flag stop)
    : ready_(ready),
      values_(values),
      stop_(stop),
      deletions_(values.point().n_passes()),
      placements_(ready.rows->models.size()),
      precisions_(ready.rows->models.size()) {
  auto const& rows = *ready.rows;
  auto const& groups = values.groups();
  prepare_passes();
  prepare_orderings();
  auto const some_line = [&](auto const& reads) {
    for (std::size_t i = 0; i < ready.plan.all.size(); ++i)
      if (values.has_line(i) && reads(ready.plan.all[i].reads)) return true;
    return false;
  };
  auto const reads_units = [](reading const& r) { return r.units || r.deletions || r.row_spread || r.covariances; };
  if (rows.is_clustered || !ready.plan.pairs.empty() || some_line(reads_units)) units_.emplace(rows, groups, stop);
  if (ready.plan.kept) keep_values();
  if (can_keep_evidence()) kept_.resize(ready.plan.all.size() * groups.n_groups());
  if (!some_line([](reading const& r) { return r.units; })) return;
  for (std::size_t g = 0; g < groups.n_groups(); ++g) unit_counts_.push_back(count_units(rows, units_->rows_of(g), stop));
}

void partition_evidence::prepare_passes() {
  auto const& point = values_.point();
  std::vector<bool> is_needed(deletions_.size());
  for (std::size_t i = 0; i < ready_.plan.all.size(); ++i) {
    auto const& s = ready_.plan.all[i];
    if (values_.has_line(i) && s.reads.deletions && reads_single_units(*ready_.rows, s.tally()))
      is_needed[point.pass_of(values_.place_of_line(i))] = true;
  }
  parallel::for_each_alone(deletions_.size(), [&](std::size_t pass) {
    if (is_needed[pass]) deletions_[pass] = point.pass(static_cast<std::uint32_t>(pass)).deletion(stop_);
  });
}

void partition_evidence::prepare_orderings() {
  std::vector<reading> of_model(placements_.size());
  for (std::size_t i = 0; i < ready_.plan.all.size(); ++i)
    if (auto const& s = ready_.plan.all[i]; values_.has_line(i)) of_model[s.model] = of_model[s.model] | s.reads;
  auto const events = ready_.rows->events();
  std::vector<std::function<void()>> tasks;
  for (std::size_t m = 0; m < of_model.size(); ++m) {
    auto const* const order = ready_.plan.order[m] ? &*ready_.plan.order[m] : nullptr;
    if (of_model[m].runs)  // first, because the runs of a group are walked by one thread
      tasks.push_back([=, this] {
        auto const runs = tied_runs(events, *order, values_.groups(), stop_);
        precisions_[m].resize(runs.size());
        parallel::for_all(runs.size(), [&](std::size_t group) {
          bool const are_many = runs[group].size() >= usual_rows_of_part;
          precisions_[m][group] = moments_of(runs[group], are_many ? parallel::run_parts : run_in_order);
        });
      });
    if (of_model[m].placements)
      tasks.push_back([=, this] { placements_[m] = spread_of_placements(events, *order, values_.groups(), stop_); });
  }
  parallel::for_each_alone(tasks.size(), [&](std::size_t i) { tasks[i](); });
}

void partition_evidence::keep_values() {
  auto& kept = ready_.plan.kept->values;
  std::vector<std::pair<std::size_t, std::vector<double>*>> missing;
  for (std::size_t i = 0; i < ready_.plan.all.size(); ++i)
    if (values_.has_line(i) && ready_.plan.all[i].reads.row_spread && !kept.contains(i)) missing.emplace_back(i, &kept[i]);
  parallel::for_each_alone(missing.size(), [&](std::size_t k) {
    auto const& [line, values] = missing[k];
    *values = values_of_rows(source_of(line, 0), ready_.plan.all[line].metric, stop_);
  });
}

/// Whether it fits into the memory that the weights of the replicates needed. A value without a unit is one number, and in some forms it
/// has parts.
bool partition_evidence::can_keep_evidence() const {
  if (!ready_.plan.kept) return false;
  std::size_t const n_groups = groups_at_once();
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < ready_.plan.all.size(); ++i) {
    auto const& s = ready_.plan.all[i];
    if (!values_.has_line(i)) continue;
    bytes += bytes_of({n_groups, sizeof(line_evidence)});
    auto const offers = s.metric.record->offers;
    std::size_t const n_numbers = offers == form_kind::composite_of_proportions || offers == form_kind::composite ? 3 : 2;
    bool const has_values = s.reads.deletions && reads_single_units(*ready_.rows, s.tally());
    if (has_values) bytes += bytes_of({ready_.rows->n_units(), n_numbers, sizeof(double)});
    if (s.reads.replicates) bytes += bytes_of({n_groups, ready_.options->n_resamples, sizeof(double)});
  }
  return bytes <= batch_budget(ready_.needs, *ready_.options);
}

std::shared_ptr<line_evidence const> partition_evidence::of(std::size_t line, std::size_t group) const {
  if (kept_.empty()) return std::make_shared<line_evidence const>(*this, line, group);
  auto& kept = kept_[line * values_.groups().n_groups() + group];
  if (!kept) kept = std::make_shared<line_evidence const>(*this, line, group);
  return kept;
}

bool partition_evidence::is_read_again() const {
  auto const gaps = ready_.options->gaps;
  return gaps == gap_choice::pairs || gaps == gap_choice::reference || !ready_.plan.pairs.empty();
}

std::size_t partition_evidence::groups_at_once() const {
  constexpr std::size_t of_thread = 16;  // so that no thread waits long for the last group
  std::size_t const n_groups = values_.groups().n_groups();
  return is_read_again() ? n_groups : std::min(n_groups, of_thread * static_cast<std::size_t>(parallel::n_threads()));
}

void partition_evidence::end_groups(std::size_t first, std::size_t end) const {
  if (kept_.empty() || is_read_again()) return;
  for (std::size_t line = 0; line < ready_.plan.all.size(); ++line)
    for (std::size_t group = first; group < end; ++group) kept_[line * values_.groups().n_groups() + group].reset();
}

std::vector<double> const* partition_evidence::kept_values(std::size_t line) const {
  if (!ready_.plan.kept) return nullptr;
  auto const at = ready_.plan.kept->values.find(line);
  return at == ready_.plan.kept->values.end() ? nullptr : &at->second;
}

std::size_t partition_evidence::lines_at_once() const {
  bool const keeps_values = ready_.plan.kept || ready_.rows->is_clustered || ready_.rows->is_weighted();
  if (!keeps_values || std::none_of(deletions_.begin(), deletions_.end(), [](auto const& d) { return d != nullptr; }))
    return how_many_fit(0, 0);
  auto const& sizes = values_.sizes();
  std::size_t most_units = 0;
  for (auto const group : sizes.shown()) most_units = std::max(most_units, sizes[group].n_units);
  return how_many_fit(always_granted, bytes_of({most_units, sizeof(double)}));
}

deletion_source partition_evidence::source_of(std::size_t line, std::size_t group) const {
  auto const place = values_.place_of_line(line);
  return {ready_.rows, &values_.point(), place, deletions_[values_.point().pass_of(place)].get(), rows_of(group), group};
}

line_evidence::line_evidence(partition_evidence const& of, std::size_t line, std::size_t group)
    : of_(of), line_(line), group_(group), series_(of.ready_.plan.all[line]) {
  auto const& about = series_.metric.record->about;
  auto const& sizes = of.values_.sizes();
  auto const& size = sizes[group];
  words_ = of.values_.point().words(of.values_.place_of_line(line), group, 0);
  evidence_.point = series_.metric.value_at(words_);
  auto const closed = series_.metric.form_at(words_);
  if (!series_.is_chosen())
    evidence_.closed = closed;
  else if (closed.kind == form_kind::proportion)
    evidence_.at_chosen = closed.share;
  evidence_.h = about.h, evidence_.reads_both_classes = about.reads_both_classes || series_.is_chosen();
  evidence_.is_independent = series_.rule.is_independent;
  evidence_.rows = {size.n, size.n_positive, size.n_negative};
  bool const is_read = series_.reads.deletions && !series_.rule.is_published;  // by effective_t, and by mover of two proportions
  if (is_read && of.ready_.rows->is_weighted() && has_effective_size(series_, closed, sizes.weights(group))) {
    at_effective_size_ = std::make_unique<form>(form_at_effective_size(series_.metric, words_, sizes.mean_weights(group)));
    evidence_.at_effective_size = at_effective_size_.get();
  }
  read_replicates();
  read_rows();
}

void line_evidence::read_replicates() {
  evidence_.replicates = of_.values_.replicates(line_, group_);
  evidence_.coarse = evidence_.replicates.empty() ? evidence_.point.number : of_.values_.coarse_value(line_, group_, evidence_.point);
  if (!of_.ready_.plan.kept) return;
  evidence_.in_order = [this]() -> ordered_replicates const& {
    if (!ordered_) ordered_ = detail::in_order(evidence_.coarse, evidence_.replicates);
    return *ordered_;
  };
}

/// The functions hold one pointer, so that a copy of the evidence takes no memory.
void line_evidence::read_rows() {
  auto const& reads = series_.reads;
  if (reads.units) evidence_.units = of_.unit_counts_[group_];
  if (reads.placements) evidence_.placements = of_.placements_[series_.model][group_];
  evidence_.of_runs = [this]() -> precision_moments const& { return of_.precisions_[series_.model][group_]; };
  evidence_.left_out = [this]() -> deletions const& {
    bool const are_compared_one_by_one = !of_.ready_.plan.pairs.empty() || of_.ready_.rows->is_clustered;  // by units that both have
    auto const what = of_.ready_.plan.kept && are_compared_one_by_one ? delete_one_values::keep::all : delete_one_values::keep::moments;
    if (!left_out_) left_out_ = jackknife(of_.source_of(line_, group_), series_.metric, evidence_.point, what, of_.stop_);
    return *left_out_;
  };
  evidence_.of_rows = [this]() -> row_spread const& {
    if (!rows_) rows_ = spread_of_rows(of_.source_of(line_, group_), series_.metric, series_.model, of_.kept_values(line_), of_.stop_);
    return *rows_;
  };
  evidence_.random = {of_.ready_.options->seed, of_.ready_.options->stream};
  evidence_.covariances = [this]() -> bin_covariances const& {
    if (!covariances_) covariances_ = covariances_of_bins(of_.source_of(line_, group_), of_.stop_);
    return *covariances_;
  };
}

}  // namespace CLINMETRICS_NAMESPACE::engine
