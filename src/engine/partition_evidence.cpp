// SPDX-License-Identifier: Apache-2.0
// Prepares what the rules of the lines read, and nothing else.
#include "partition_evidence.hpp"

#include <algorithm>

#include "backend/few_at_once.hpp"
#include "bin_variances.hpp"
#include "clinmetrics/inference/beta_bound.hpp"
#include "placement_spread.hpp"
#include "row_of_line.hpp"
#include "row_spread.hpp"
#include "tied_runs.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

partition_evidence::partition_evidence(prepared const& ready, partition_values const& values, stop_flag stop)
    : ready_(ready), values_(values), stop_(stop) {
  auto const& lines = ready.plan.all;
  auto const& rows = *ready.rows;
  auto const& groups = values.groups();
  placements_.resize(rows.models.size()), runs_.resize(rows.models.size());
  deletions_.resize(values.point().n_passes());
  bool needs_units = rows.is_clustered || !ready.plan.pairs.empty();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!values.has_line(i)) continue;
    auto const& reads = lines[i].reads;
    auto const model = lines[i].model;
    auto const pass = values.point().pass_of(values.place_of_line(i));
    needs_units = needs_units || reads.units || reads.deletions || reads.row_spread || reads.bin_variances;
    bool const needs_deletion = reads.deletions && reads_single_units(rows, lines[i].tally());
    if (needs_deletion && !deletions_[pass]) deletions_[pass] = values.point().pass(pass).deletion(stop);
    if (reads.placements && placements_[model].empty())
      placements_[model] = spread_of_placements(rows.events(), *ready.plan.order[model], groups, stop);
    if (reads.runs && runs_[model].empty()) runs_[model] = tied_runs(rows.events(), *ready.plan.order[model], groups, stop);
  }
  if (needs_units) units_.emplace(rows, groups, stop);
  for (std::size_t i = 0; i < lines.size() && ready.plan.kept; ++i)
    if (values.has_line(i) && lines[i].reads.row_spread && !ready.plan.kept->values.contains(i))
      ready.plan.kept->values[i] = values_of_rows(source_of(i, 0), lines[i].metric, stop);
  if (std::none_of(lines.begin(), lines.end(), [](auto const& s) { return s.reads.units; })) return;
  for (std::size_t g = 0; g < groups.n_groups(); ++g) unit_counts_.push_back(count_units(rows, units_->rows_of(g), stop));
}

std::vector<double> const* partition_evidence::kept_values(std::size_t line) const {
  if (!ready_.plan.kept) return nullptr;
  auto const at = ready_.plan.kept->values.find(line);
  return at == ready_.plan.kept->values.end() ? nullptr : &at->second;
}

std::size_t partition_evidence::lines_at_once() const {
  if (std::none_of(deletions_.begin(), deletions_.end(), [](auto const& d) { return d != nullptr; })) return how_many_fit(0, 0);
  auto const& sizes = values_.sizes();
  std::size_t most_units = 0;
  for (auto const group : sizes.shown()) most_units = std::max(most_units, sizes[group].n_units);
  return how_many_fit(always_granted, bytes_of({most_units, sizeof(double)}));
}

deletion_source partition_evidence::source_of(std::size_t line, std::size_t group) const {
  auto const place = values_.place_of_line(line);
  return {ready_.rows, &values_.point(), place, deletions_[values_.point().pass_of(place)].get(), rows_of(group), group};
}

line_evidence::line_evidence(partition_evidence const& of, std::size_t line, std::size_t group) : of_(of) {
  auto const& s = of.ready_.plan.all[line];
  auto const& about = s.metric.record->about;
  auto const& size = of.values_.sizes()[group];
  of.values_.point().words(of.values_.place_of_line(line), group, 0, words_);
  evidence_.point = s.metric.value_at(words_);
  if (!s.is_chosen()) evidence_.closed = s.metric.form_at(words_);
  evidence_.h = about.h, evidence_.reads_both_classes = about.reads_both_classes || s.is_chosen();
  evidence_.is_independent = s.rule.is_independent;
  evidence_.rows = {size.n, size.n_positive, size.n_negative};
  read_replicates(line, group);
  read_rows(line, group);
}

void line_evidence::read_replicates(std::size_t line, std::size_t group) {
  evidence_.replicates = of_.values_.replicates(line, group);
  evidence_.coarse = evidence_.replicates.empty() ? evidence_.point.number : of_.values_.coarse_value(line, group, evidence_.point);
}

void line_evidence::read_rows(std::size_t line, std::size_t group) {
  auto const& s = of_.ready_.plan.all[line];
  auto const& reads = s.reads;
  if (reads.units) evidence_.units = of_.unit_counts_[group];
  if (reads.placements) evidence_.placements = of_.placements_[s.model][group];
  evidence_.of_runs = [this, group, &s]() -> precision_moments const& {
    if (!runs_) runs_ = moments_of(of_.runs_[s.model][group]);
    return *runs_;
  };
  evidence_.left_out = [this, line, group, &s]() -> deletions const& {
    if (!left_out_) left_out_ = jackknife(of_.source_of(line, group), s.metric, evidence_.point, of_.stop_);
    return *left_out_;
  };
  evidence_.of_rows = [this, line, group, &s]() -> row_spread const& {
    if (!rows_) rows_ = spread_of_rows(of_.source_of(line, group), s.metric, s.model, of_.kept_values(line), of_.stop_);
    return *rows_;
  };
  evidence_.random = {of_.ready_.options->seed, of_.ready_.options->stream};
  evidence_.bin_variances = [this, line, group]() -> std::vector<double> const& {
    if (!bin_variances_) bin_variances_ = variances_of_bins(of_.source_of(line, group), of_.stop_);
    return *bin_variances_;
  };
}

}  // namespace CLINMETRICS_NAMESPACE::engine
