// SPDX-License-Identifier: Apache-2.0
#include "conclude.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "backend/few_at_once.hpp"
#include "clinmetrics/tally/chosen_confusion.hpp"
#include "group_gaps.hpp"
#include "intervals.hpp"
#include "model_comparisons.hpp"
#include "partition_evidence.hpp"
#include "row_of_line.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

constexpr std::size_t fewest_for_cuts = 50;  // rows of each class

std::uint16_t flags_of(series const& s, cohort const& rows, group_size const& size) {
  unsigned flags = 0;
  auto const set = [&](flag f) { flags |= static_cast<unsigned>(f); };
  if (size.is_rounded) set(flag::weights_rounded);
  if (s.threshold_rounds) set(flag::threshold_rounding);
  if ((s.tally().needs & need::events) != 0 && std::min(size.n_positive, size.n_negative) < fewest_for_cuts) set(flag::few_events);
  if (rows.strata_are_outcome && s.metric.record->about.depends_on_prevalence) set(flag::prevalence_fixed_by_design);
  if (rows.is_weighted() && size.n_eff < 30) set(flag::low_effective_sample_size);
  auto const& b = rows.stratum_begin;
  if (rows.is_stratified && std::adjacent_find(b.begin(), b.end(), [](auto x, auto y) { return y - x < 10; }) != b.end())
    set(flag::small_stratum);
  return static_cast<std::uint16_t>(flags);
}

/// The rows of one partition.
class partition_rows {
 public:
  partition_rows(prepared const& ready, partition_values const& values, stop_flag stop)
      : ready_(ready),
        values_(values),
        groups_(values.groups()),
        sizes_(values.sizes()),
        level_(ready.options->level),
        stop_(stop),
        evidence_(ready, values, stop) {}

  /// `gaps`: null if there are none; they read the evidence about each group soon after its rows are made.
  void append_to(std::vector<result_row>& out, group_gaps* gaps) const {
    std::size_t const n_lines = ready_.plan.all.size(), n_groups = groups_.n_groups(), before = out.size();
    std::size_t const of_block = gaps ? evidence_.groups_at_once() : n_groups;
    out.resize(before + n_groups * n_lines);
    for (std::size_t first = 0; first < n_groups; first += of_block) {
      std::size_t const end = std::min(n_groups, first + of_block);
      few_at_once((end - first) * n_lines, evidence_.lines_at_once(), [&](std::size_t at) {
        stop_.check();
        std::size_t const line = at % n_lines, group = first + at / n_lines;
        out[before + group * n_lines + line] = row_of(line, group);
        if (gaps) gaps->know(line, group);
      });
      if (gaps) gaps->compare_with_rest(first, end), evidence_.end_groups(first, end);
    }
  }

  void append_to(std::vector<count_row>& out) const {
    for (std::size_t i = 0; i < ready_.plan.counted.size(); ++i)
      for (std::uint32_t group = 0; group < groups_.n_groups(); ++group) {
        if (sizes_.is_hidden(group)) continue;
        auto const words = values_.point().words(values_.place_of_count(i), group, 0);
        if (words[0] == no_tally) continue;
        auto const c = confusion::read(words);
        auto const given = [&](std::uint64_t sum) { return static_cast<double>(sum) * ready_.rows->weight_scale; };
        auto const& place = ready_.plan.counted[i];
        count_row row{place.model, values_.number(), group, {}, given(c.tp), given(c.fp), given(c.fn), given(c.tn)};
        if (place.is_chosen()) row.threshold = chosen_confusion::read(words).threshold, row.rule = text_of(place.threshold->rule());
        if (place.threshold && !place.is_chosen()) row.threshold = place.threshold->number();
        out.push_back(std::move(row));
      }
  }

  partition_evidence const& evidence() const { return evidence_; }

 private:
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
    auto const of_line = evidence_.of(index, group);
    auto const& of = of_line->get();
    set_value(row, of.point, s.metric.form_at(of_line->words()), ready_.rows->weight_scale);
    if (ready_.options->keep_replicates || s.rule.reads.resamples()) set_replicates(row, of.replicates);
    auto const intervals = intervals_of_line(s.rule, of, s.metric.record->about, level_);
    row.interval = intervals.by_rule, row.published = intervals.published;
    row.flags = static_cast<std::uint16_t>(row.flags | intervals.flags);
    return row;
  }

  void set_replicates(result_row& row, std::span<double const> replicates) const {
    row.n_resamples = static_cast<std::uint32_t>(replicates.size());
    row.n_undefined =
        static_cast<std::uint32_t>(std::count_if(replicates.begin(), replicates.end(), [](double x) { return std::isnan(x); }));
    if (ready_.options->keep_replicates) row.replicates.assign(replicates.begin(), replicates.end());
  }

  prepared const& ready_;
  partition_values const& values_;
  partition const& groups_;
  group_sizes const& sizes_;
  confidence level_;
  stop_flag stop_;
  partition_evidence evidence_;
};

}  // namespace

void conclude(prepared const& ready, value_sink const& collected, result& out, run_control& control) {
  stop_flag const stop(&control.stop);
  for (auto const& values : collected.partitions()) {
    partition_rows const rows(ready, values, stop);
    std::optional<group_gaps> gaps;
    bool const has_groups = !values.groups().parts.empty();
    if (has_groups && ready.options->gaps != gap_choice::none) gaps.emplace(ready, values, rows.evidence(), control);
    rows.append_to(out.rows(), gaps ? &*gaps : nullptr);
    rows.append_to(out.counts);
    if (!ready.plan.pairs.empty()) model_comparisons(ready, values, rows.evidence(), stop).append_to(out.comparisons);
    if (gaps) gaps->append_to(out.gaps);
  }
}

}  // namespace CLINMETRICS_NAMESPACE::engine
