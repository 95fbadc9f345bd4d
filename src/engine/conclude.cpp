// SPDX-License-Identifier: Apache-2.0
#include "conclude.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "backend/few_at_once.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "delong_variance.hpp"
#include "intervals.hpp"
#include "jackknife.hpp"
#include "row_of_line.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

std::uint16_t flags_of(series const& s, cohort const& rows, group_size const& size) {
  unsigned flags = 0;
  auto const set = [&](flag f) { flags |= static_cast<unsigned>(f); };
  if (size.is_rounded) set(flag::weights_rounded);
  if (s.threshold_rounds) set(flag::threshold_rounding);
  if (rows.strata_are_outcome && s.metric.record->about.depends_on_prevalence) set(flag::prevalence_fixed_by_design);
  if (rows.is_weighted() && size.n_eff < 30) set(flag::low_effective_sample_size);
  auto const& b = rows.stratum_begin;
  if (rows.is_stratified && std::adjacent_find(b.begin(), b.end(), [](auto x, auto y) { return y - x < 10; }) != b.end())
    set(flag::small_stratum);
  return static_cast<std::uint16_t>(flags);
}

/// The rows of one partition, and what several of its lines share: units, deletions and variances.
class partition_rows {
 public:
  partition_rows(prepared const& ready, partition_values const& values, stop_flag stop)
      : ready_(ready),
        values_(values),
        groups_(ready.plan.partitions[values.number()]),
        sizes_(ready.sizes[values.number()]),
        level_(ready.options->level),
        stop_(stop) {
    auto const& lines = ready.plan.all;
    delong_.resize(ready.rows->models.size());
    deletions_.resize(values.point().n_passes());
    bool needs_units = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      auto const& rule = lines[i].rule;
      needs_units = needs_units || rule.reads_units() || rule.reads_deletions();
      auto const pass = values.point().pass_of(values.place_of_line(i));
      bool const needs_deletion = rule.reads_deletions() && reads_single_units(*ready.rows, lines[i].tally());
      if (needs_deletion && !deletions_[pass]) deletions_[pass] = values.point().pass(pass).deletion(stop);
      auto& variances = delong_[lines[i].model];
      if (rule.reads_delong_variance() && variances.empty())
        variances = delong_variances(ready.rows->events(), *ready.plan.order[lines[i].model], groups_, stop);
    }
    if (needs_units || ready.rows->is_clustered) units_.emplace(*ready.rows, groups_, stop);
  }

  void append_to(std::vector<result_row>& out) const {
    std::size_t const n_lines = ready_.plan.all.size(), before = out.size();
    out.resize(before + groups_.n_groups() * n_lines);
    struct nothing {};
    few_at_once<nothing>(groups_.n_groups() * n_lines, rows_at_once(), [&](std::size_t at, nothing) {
      stop_.check();
      out[before + at] = row_of(at % n_lines, at / n_lines);
    });
  }

  void append_to(std::vector<count_row>& out) const {
    std::vector<std::uint64_t> words;
    for (std::size_t i = 0; i < ready_.plan.counted.size(); ++i)
      for (std::uint32_t group = 0; group < groups_.n_groups(); ++group) {
        if (sizes_.is_hidden(group)) continue;
        values_.point().words(values_.place_of_count(i), group, 0, words);
        auto const c = confusion::read(words);
        auto const given = [&](std::uint64_t sum) { return static_cast<double>(sum) * ready_.rows->weight_scale; };
        auto const& place = ready_.plan.counted[i];
        out.push_back({place.model, values_.number(), group, place.threshold, given(c.tp), given(c.fp), given(c.fn), given(c.tn)});
      }
  }

 private:
  /// One value of each unit may be kept while a row is made.
  std::size_t rows_at_once() const {
    if (std::none_of(deletions_.begin(), deletions_.end(), [](auto const& d) { return d != nullptr; })) return how_many_fit(0, 0);
    std::size_t most_units = 0;
    for (auto const group : sizes_.shown()) most_units = std::max(most_units, sizes_[group].n_units);
    return how_many_fit(always_granted, bytes_of({most_units, sizeof(double)}));
  }

  result_row row_of(std::size_t index, std::size_t group) const {
    auto const& s = ready_.plan.all[index];
    auto row = begin_row({s.model, values_.number(), static_cast<std::uint32_t>(group)}, s.metric, s.threshold);
    row.level = ready_.options->level;
    if (sizes_.is_hidden(group)) {
      hide(row, sizes_[group].n);
      row.interval.how = s.rule.method;
      if (s.rule.method) row.interval.why = interval_status::too_few;
      return row;
    }
    row.size = sizes_[group], row.flags = flags_of(s, *ready_.rows, sizes_[group]);
    std::vector<std::uint64_t> words;
    values_.point().words(values_.place_of_line(index), group, 0, words);
    form const closed = set_value(row, s.metric, words, ready_.rows->weight_scale);
    auto const replicates = values_.replicates(index, group);
    double const coarse = replicates.empty() ? row.value.number : values_.coarse_value(index, group, row.value);
    if (!replicates.empty()) {
      row.n_resamples = static_cast<std::uint32_t>(replicates.size());
      row.n_undefined =
          static_cast<std::uint32_t>(std::count_if(replicates.begin(), replicates.end(), [](double x) { return std::isnan(x); }));
      if (ready_.options->keep_replicates) row.replicates.assign(replicates.begin(), replicates.end());
    }
    row.interval = interval_of(index, group, row, closed, coarse, replicates);
    if (clip_to_range(row.interval, s.metric.record->about)) row.flags |= static_cast<std::uint16_t>(flag::clipped_to_range);
    return row;
  }

  interval interval_of(std::size_t line, std::size_t group, result_row const& row, form const& closed, double coarse,
                       std::span<double const> replicates) const {
    auto const& s = ready_.plan.all[line];
    auto const& about = s.metric.record->about;
    std::optional<deletions> kept;
    auto const left_out = [&]() -> deletions const& {
      if (!kept) kept = jackknife(source_of(line, group), s.metric, row.value, stop_);
      return *kept;
    };
    evidence const of{.point = row.value,
                      .coarse = coarse,
                      .closed = closed,
                      .h = about.h,
                      .reads_both_classes = about.reads_both_classes,
                      .rows = {row.size.n, row.size.n_positive, row.size.n_negative},
                      .units = s.rule.reads_units() ? count_units(*ready_.rows, units_->rows_of(group)) : class_counts{},
                      .replicates = replicates,
                      .delong_variance = delong_[s.model].empty() ? 0 : delong_[s.model][group],
                      .left_out = std::cref(left_out)};
    return interval_by_rule(s.rule, of, about, level_);
  }

  deletion_source source_of(std::size_t line, std::size_t group) const {
    auto const place = values_.place_of_line(line);
    return {ready_.rows,
            &values_.point(),
            place,
            deletions_[values_.point().pass_of(place)].get(),
            units_ ? units_->rows_of(group) : std::span<std::uint32_t const>{},
            group};
  }

  prepared const& ready_;
  partition_values const& values_;
  partition const& groups_;
  group_sizes const& sizes_;
  confidence level_;
  stop_flag stop_;
  std::optional<unit_index> units_;                        ///< if an interval reads them
  std::vector<std::unique_ptr<pass_deletion>> deletions_;  ///< of each pass, if an interval needs it
  std::vector<std::vector<double>> delong_;                ///< DeLong's variances of each model and group, if an interval needs them
};

}  // namespace

void conclude(prepared const& ready, value_sink const& collected, result& out, stop_flag stop) {
  for (auto const& values : collected.partitions()) {
    partition_rows const rows(ready, values, stop);
    rows.append_to(out.rows());
    rows.append_to(out.counts);
  }
}

}  // namespace CLINMETRICS_NAMESPACE::engine
