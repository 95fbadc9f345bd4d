// SPDX-License-Identifier: Apache-2.0
// The steps of an evaluation: plan, sort, point pass, replicates in blocks, intervals, rows.
#include "clinmetrics/engine/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/core/plain_floating_point.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "curves.hpp"
#include "delong_variance.hpp"
#include "intervals.hpp"
#include "memory_plan.hpp"
#include "model_passes.hpp"
#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace engine {
namespace {

/// Groups in which rounding to fixed point changes the weight sum of a class by more than 1e-9 of it (as the root of the sum of squares,
/// because single errors have either sign); empty if no weight was rounded.
std::vector<bool> find_rounded_weights(cohort const& rows, partition const& groups, stop_flag stop) {
  if (!rows.real_weight) return {};
  struct error {
    double sum = 0, squares = 0;
    bool is_large() const { return std::sqrt(squares) > 1e-9 * sum; }
  };
  std::vector<std::array<error, 2>> of(groups.n_groups());  // by class
  score_reader const given(*rows.real_weight);
  for_rows(rows.n_rows(), stop, [&](std::size_t row) {
    auto& e = of[groups.group_of(row)][rows.y[row]];
    double const w = given(row) / rows.weight_scale, error = static_cast<double>(rows.weight_of(row)) - w;  // in units of fixed point
    e.sum += w, e.squares += error * error;
  });
  std::vector<bool> is_rounded(of.size());
  for (std::size_t g = 0; g < of.size(); ++g) is_rounded[g] = of[g][0].is_large() || of[g][1].is_large();
  return is_rounded;
}

std::vector<group_size> sizes_of(cohort const& rows, partition const& groups, std::optional<unit_index> const& units, stop_flag stop) {
  std::vector<group_size> sizes(groups.n_groups());
  std::vector<u128> sums(groups.n_groups()), squares(groups.n_groups());  // whole numbers, so that the order of rows has no effect
  auto const is_rounded = find_rounded_weights(rows, groups, stop);
  for_rows(rows.n_rows(), stop, [&](std::size_t row) {
    auto const group = groups.group_of(row);
    u128 const w = rows.weight_of(row);
    ++sizes[group].n, ++(rows.y[row] ? sizes[group].n_positive : sizes[group].n_negative);
    sums[group] += w, squares[group] += w * w;
  });
  for (std::size_t g = 0; g < sizes.size(); ++g) {
    sizes[g].n_units = rows.is_clustered ? count_units(rows, units->rows_of(g), stop).all : sizes[g].n;
    auto const sum = static_cast<double>(sums[g]);
    sizes[g].weight_sum = sum * rows.weight_scale;
    sizes[g].is_rounded = !is_rounded.empty() && is_rounded[g];
    sizes[g].n_eff = !rows.is_weighted() ? static_cast<double>(sizes[g].n) : sum * sum / static_cast<double>(squares[g]);
  }
  return sizes;
}

/// Σ over bins of |gap of the replicate − gap of the data|, the deviations that l1_projection needs.
double deviation(std::span<std::uint64_t const> replicate, std::span<std::uint64_t const> point) {
  calibration_bins const a{replicate}, b{point};
  auto const na = static_cast<double>(a.total()), nb = static_cast<double>(b.total());
  if (na == 0) return std::nan("");
  double sum = 0;
  for (std::size_t bin = 0; bin < a.size(); ++bin) sum += std::abs(a.gap(bin, na) - b.gap(bin, nb));
  return sum;
}

/// The rows of each group, unit by unit, if the jackknife needs them.
std::optional<unit_index> index_units(plan const& p, cohort const& rows, partition const& groups, stop_flag stop) {
  bool const is_read = rows.is_clustered || std::any_of(p.all.begin(), p.all.end(), [&](series const& s) {
                         method const how = first_method(s, rows);
                         return needs_deletions(how) || how == method::logit_bootstrap_sd;
                       });
  return is_read ? std::optional<unit_index>(std::in_place, rows, groups, stop) : std::nullopt;
}

/// The series that need replicates: those whose interval needs them, or all if replicates are kept.
std::vector<std::size_t> resampled_series(plan const& p, cohort const& rows, evaluate_options const& options) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < p.all.size(); ++i)
    if (options.keep_replicates || needs_replicates(first_method(p.all[i], rows))) list.push_back(i);
  return list;
}

/// The number of groups of a partition with at least so many units.
std::size_t count_large_groups(cohort const& rows, partition const& groups, std::size_t least, stop_flag stop) {
  std::vector<std::size_t> n(groups.n_groups());
  if (rows.is_clustered) {
    unit_index const units(rows, groups, stop);
    for (std::size_t g = 0; g < n.size(); ++g) n[g] = count_units(rows, units.rows_of(g), stop).all;
  } else {
    for_rows(rows.n_rows(), stop, [&](std::size_t row) { ++n[groups.group_of(row)]; });
  }
  return static_cast<std::size_t>(std::count_if(n.begin(), n.end(), [least](std::size_t k) { return k >= least; }));
}

/// The work on one partition: point tallies, replicate values, rows.
class partition_job {
 public:
  partition_job(plan const& p, cohort const& rows, std::uint32_t number, evaluate_options const& options, stop_flag stop)
      : plan_(p),
        rows_(rows),
        number_(number),
        groups_(p.partitions[number]),
        options_(options),
        units_(index_units(p, rows, groups_, stop)),
        sizes_(sizes_of(rows, groups_, units_, stop)) {
    resampled_ = resampled_series(p, rows, options);
    for (std::size_t group = 0; group < groups_.n_groups(); ++group)
      if (!is_hidden(group)) shown_.push_back(static_cast<std::uint32_t>(group));
  }

  bool is_resampled() const { return !resampled_.empty() && !shown_.empty(); }
  std::size_t value_bytes() const { return bytes_of({resampled_.size(), shown_.size(), options_.n_resamples, sizeof(double)}); }
  std::size_t slot_bytes_per_replicate() const {
    std::size_t slots = 0;
    for (auto const& m : replicate_passes_) slots += m.n_slots();
    return slots * groups_.n_groups() * sizeof(std::uint64_t);
  }

  /// Point tallies of every series; losses that are compared with replicates are also summed at the replicates' precision.
  void prepare_point(std::vector<pass_request>& requests) {
    std::vector<std::size_t> every(plan_.all.size()), compared;
    for (std::size_t i = 0; i < every.size(); ++i) every[i] = i;
    for (auto i : resampled_)
      if (is_rounded(plan_.all[i])) compared.push_back(i);
    for (std::uint32_t m = 0; m < rows_.models.size(); ++m) {
      point_passes_.emplace_back(plan_, rows_, m, groups_, every, point_bits, true);
      coarse_passes_.emplace_back(plan_, rows_, m, groups_, compared, replicate_bits);
    }
    for (auto* passes : {&point_passes_, &coarse_passes_})
      for (auto& m : *passes)
        for (auto const& r : m.requests(1)) requests.push_back(r);
  }

  void prepare_passes() {
    for (std::uint32_t m = 0; m < rows_.models.size(); ++m)
      replicate_passes_.emplace_back(plan_, rows_, m, groups_, resampled_, replicate_bits);
  }
  void prepare_values() {
    values_.resize(resampled_.size());
    for (auto& v : values_) v.resize(shown_.size() * options_.n_resamples);
  }
  void add_requests(std::size_t n_replicates, std::vector<pass_request>& requests) {
    for (auto& m : replicate_passes_)
      for (auto const& r : m.requests(n_replicates)) requests.push_back(r);
  }

  /// Computes the values of replicates [first, first + count) from their tallies.
  void take_replicates(std::uint32_t first, std::uint32_t count) {
    parallel::for_all(shown_.size(), [&](std::size_t at) {
      std::size_t const group = shown_[at];
      std::vector<std::uint64_t> words, point;
      for (std::size_t k = 0; k < resampled_.size(); ++k) {
        auto const& s = plan_.all[resampled_[k]];
        bool const projected = first_method(s, rows_) == method::l1_projection;
        if (projected) coarse_passes_[s.model].words(s, group, 0, point);
        for (std::uint32_t r = 0; r < count; ++r) {
          replicate_passes_[s.model].words(s, group, r, words);
          double const x = projected ? deviation(words, point) : s.metric.record->of(s.metric.parameters, words).number;
          values_[k][at * options_.n_resamples + first + r] = x;
        }
      }
    });
  }

  /// Values and intervals of every series and group, in the order group, series.
  void finish(stop_flag stop, result& result) {
    auto& out = result.rows();
    std::vector<placements> placed(rows_.models.size());
    std::vector<std::vector<double>> delong(rows_.models.size());
    for (auto const& s : plan_.all) {
      if (!plan_.order[s.model] || !(s.threshold || s.tally() == tally_kind::ranked)) continue;
      method const how = first_method(s, rows_);
      if (needs_deletions(how) && placed[s.model].position.empty())
        placed[s.model] = find_placements(rows_, *plan_.order[s.model], groups_, stop);
      if (is_delong(how) && delong[s.model].empty()) delong[s.model] = delong_variances(rows_, *plan_.order[s.model], groups_, stop);
    }
    std::size_t const n_series = plan_.all.size(), before = out.size();
    out.resize(before + groups_.n_groups() * n_series);
    parallel::for_all(groups_.n_groups() * n_series, [&](std::size_t at) {
      stop.check();
      auto const& s = plan_.all[at % n_series];
      deletion_source const source{&rows_, plan_.order[s.model] ? &*plan_.order[s.model] : nullptr, &placed[s.model],
                                   point_passes_[s.model].moments(), &plan_.cuts[s.model]};
      out[before + at] = row_of(at % n_series, at / n_series, source, delong[s.model], stop);
    });
    count(result.counts);
    values_.clear(), point_passes_.clear(), coarse_passes_.clear(), replicate_passes_.clear();
  }

 private:
  /// Whether the losses in replicates of the series are rounded to fewer digits than those of the point value.
  static bool is_rounded(series const& s) { return s.tally() == tally_kind::moments || s.tally() == tally_kind::calibration_bins; }

  /// A group below the minimum size is listed with its number of rows, and nothing else is shown.
  bool is_hidden(std::size_t group) const { return number_ != 0 && sizes_[group].n_units < options_.min_group_size; }

  void count(std::vector<count_row>& out) const {
    for (auto const& place : plan_.counted)
      for (std::size_t group = 0; group < groups_.n_groups(); ++group) {
        if (is_hidden(group)) continue;
        auto const c = point_passes_[place.model].cells(place, group);
        auto const given = [&](std::uint64_t sum) { return static_cast<double>(sum) * rows_.weight_scale; };
        out.push_back(
            {place.model, number_, static_cast<std::uint32_t>(group), place.threshold, given(c.tp), given(c.fp), given(c.fn), given(c.tn)});
      }
  }

  result_row row_of(std::size_t index, std::size_t group, deletion_source const& source, std::span<double const> delong,
                    stop_flag stop) const {
    auto const& s = plan_.all[index];
    auto const& record = *s.metric.record;
    double const nan = std::nan("");
    result_row row;
    row.model = s.model, row.partition = number_, row.group = static_cast<std::uint32_t>(group);
    row.metric = record.about.name, row.parameters = parameters_of(s);
    row.numerator = row.denominator = nan;
    method const how = first_method(s, rows_);
    row.interval = {nan, nan, how, how == method::none ? interval_status::not_requested : interval_status::too_few, nan, nan};
    row.level = options_.level, row.is_hidden = is_hidden(group);
    if (row.is_hidden) {
      row.size = {.n = sizes_[group].n};
      row.value = {nan, status::too_few};
      return row;
    }
    row.size = sizes_[group], row.flags = flags_of(s, sizes_[group]);
    std::vector<std::uint64_t> words;
    point_passes_[s.model].words(s, group, 0, words);
    row.value = record.of(s.metric.parameters, words);
    if (record.as_proportion) {
      auto const p = record.as_proportion(words);
      row.numerator = p.successes * rows_.weight_scale, row.denominator = p.trials * rows_.weight_scale;
    }
    double coarse = row.value.number;
    std::span<double const> replicates;
    if (auto const at = std::find(resampled_.begin(), resampled_.end(), index); at != resampled_.end() && !values_.empty()) {
      auto const place = static_cast<std::size_t>(std::lower_bound(shown_.begin(), shown_.end(), group) - shown_.begin());
      replicates =
          std::span(values_[static_cast<std::size_t>(at - resampled_.begin())]).subspan(place * options_.n_resamples, options_.n_resamples);
      row.n_resamples = options_.n_resamples;
      row.n_undefined =
          static_cast<std::uint32_t>(std::count_if(replicates.begin(), replicates.end(), [](double x) { return std::isnan(x); }));
      if (options_.keep_replicates) row.replicates.assign(replicates.begin(), replicates.end());
      if (is_rounded(s)) {
        std::vector<std::uint64_t> coarse_words;
        coarse_passes_[s.model].words(s, group, 0, coarse_words);
        coarse = record.of(s.metric.parameters, coarse_words).number;
      }
    }
    row.interval = make_interval({&rows_, &s, words, row.value, coarse, row.size, source, delong.empty() ? 0 : delong[group],
                                  units_ ? units_->rows_of(group) : std::span<std::uint32_t const>{}, replicates, options_.level, stop});
    if (clip_to_range(row.interval, record.about)) row.flags |= static_cast<std::uint16_t>(flag::clipped_to_range);
    return row;
  }

  static parameter_list parameters_of(series const& s) {
    parameter_list list;
    for (std::size_t i = 0; i < s.metric.parameters.size(); ++i) {
      auto const& p = s.metric.record->parameters[i];
      double const number = s.metric.parameters[i];
      list.emplace_back(p.name, !p.choices.empty() ? parameter_value(parameter_text(p, number))
                                : p.is_whole       ? parameter_value(static_cast<std::int64_t>(number))
                                                   : parameter_value(number));
    }
    if (s.threshold) list.emplace_back("threshold", *s.threshold);
    std::sort(list.begin(), list.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    return list;
  }

  std::uint16_t flags_of(series const& s, group_size const& size) const {
    unsigned flags = 0;
    if (size.is_rounded) flags |= static_cast<unsigned>(flag::weights_rounded);
    if (s.threshold_rounds) flags |= static_cast<unsigned>(flag::threshold_rounding);
    if (rows_.strata_are_outcome && s.metric.record->about.depends_on_prevalence)
      flags |= static_cast<unsigned>(flag::prevalence_fixed_by_design);
    if (rows_.is_weighted() && size.n_eff < 30) flags |= static_cast<unsigned>(flag::low_effective_sample_size);
    auto const& b = rows_.stratum_begin;
    if (rows_.is_stratified && std::adjacent_find(b.begin(), b.end(), [](auto x, auto y) { return y - x < 10; }) != b.end())
      flags |= static_cast<unsigned>(flag::small_stratum);
    return static_cast<std::uint16_t>(flags);
  }

  plan const& plan_;
  cohort const& rows_;
  std::uint32_t number_;
  partition const& groups_;
  evaluate_options const& options_;
  std::optional<unit_index> units_;
  std::vector<group_size> sizes_;
  std::vector<std::size_t> resampled_;                                         ///< series whose interval needs replicates
  std::vector<std::uint32_t> shown_;                                           ///< groups that are not hidden; only these have values
  std::vector<model_passes> point_passes_, coarse_passes_, replicate_passes_;  ///< of each model
  std::vector<std::vector<double>> values_;                                    ///< of the resampled series: [shown group][replicate]
};

/// Computes the replicates of several partitions together, so that they share their weights, in blocks that fit into the memory.
void run_replicates(std::span<partition_job*> jobs, backend& engine, resampler const& weights, evaluate_options const& options,
                    memory_needs needs, run_control& control) {
  std::uint32_t const tile = std::min(engine.tile(), options.n_resamples);
  needs.values = needs.tallies = 0;
  for (auto* job : jobs) {
    job->prepare_passes();
    needs.values += job->value_bytes(), needs.tallies += bytes_of({job->slot_bytes_per_replicate(), tile});
  }
  check_memory(needs, options);
  for (auto* job : jobs) job->prepare_values();
  auto const [block, weight_memory] = size_block(needs, tile, options);
  std::unique_ptr<replicate_run> run;
  for (std::uint32_t first = 0; first < options.n_resamples; first += block) {
    std::uint32_t const count = std::min(block, options.n_resamples - first);
    std::vector<pass_request> requests;
    for (auto* job : jobs) job->add_requests(count, requests);
    if (!run) run = engine.begin(requests, weights, weight_memory, stop_flag(&control.stop));
    run->run(requests, first, count, control);
    for (auto* job : jobs) job->take_replicates(first, count);
  }
}

expected_work work_of(plan const& p, cohort const& rows, resampling kind, evaluate_options const& options) {
  bool const is_resampled = !resampled_series(p, rows, options).empty();
  auto const n_orderings = static_cast<double>(rows.models.size() * p.partitions.size());
  return {is_resampled ? n_orderings * static_cast<double>(rows.n_rows()) * options.n_resamples : 0, kind, parallel::n_threads()};
}

/// Notices about dropped rows, then about metrics that were left out.
std::vector<notice> notices_of(plan const& p, cohort const& rows) {
  std::vector<notice> list;
  if (std::size_t const n = rows.n_dropped; n > 0) {
    notice dropped{"rows_dropped", std::to_string(n) + (n == 1 ? " row was" : " rows were"), {}, {}, n, rows.first_dropped};
    dropped.text +=
        " left out because of missing values in labels, scores or weights (first at row " + std::to_string(rows.first_dropped) + ").";
    list.push_back(std::move(dropped));
  }
  list.insert(list.end(), p.notices.begin(), p.notices.end());
  return list;
}

/// The memory that all replicates need without their tallies, whose size is known after the scores are sorted: that of the values of the
/// largest partition, because partitions may be computed one by one. Throws input_error if it is too much.
memory_needs reckon_memory(plan const& p, cohort const& rows, resampler const& weights, backend const& engine,
                           evaluate_options const& options, stop_flag stop) {
  memory_needs needs;
  std::size_t const n_series = resampled_series(p, rows, options).size();
  if (n_series == 0) return needs;
  std::size_t n_all = 0;
  auto const values_of = [&](std::size_t n_groups) { return bytes_of({n_groups, n_series, options.n_resamples, sizeof(double)}); };
  for (std::size_t i = 0; i < p.partitions.size(); ++i) {
    std::size_t const n = i == 0 ? 1 : count_large_groups(rows, p.partitions[i], options.min_group_size, stop);
    needs.values = std::max(needs.values, values_of(n)), n_all += n;
  }
  auto const n_threads = static_cast<std::size_t>(parallel::n_threads());
  needs.sorted = bytes_of({std::min(n_threads, n_all * n_series), options.n_resamples, sizeof(double)});
  if (options.keep_replicates) needs.kept = bytes_of({2, values_of(n_all)});
  needs.weights = engine.least_weight_bytes(rows, weights);
  check_memory(needs, options);
  return needs;
}

result run(cohort const& rows, evaluate_options const& options, run_control& control) {
  stop_flag const stop(&control.stop);
  plan p = make_plan(rows, options);
  auto const kind = resolve(options.resampling, rows.n_units());
  auto const engine = make_backend(options.backend, work_of(p, rows, kind, options));
  resampler const weights(kind, options.seed, options.stream, rows.stratum_begin);
  auto const needs = reckon_memory(p, rows, weights, *engine, options, stop);
  place_cuts(p, rows, *engine, stop);

  result out;
  for (auto const& m : rows.models) out.models.push_back(m.name);
  out.notices = notices_of(p, rows);
  std::size_t const budget = batch_budget(needs, options);
  for (std::uint32_t next = 0; next < p.partitions.size();) {  // as many partitions together as their replicates fit into the memory
    std::vector<std::unique_ptr<partition_job>> jobs;
    for (std::size_t bytes = 0; next < p.partitions.size(); ++next) {
      auto job = std::make_unique<partition_job>(p, rows, next, options, stop);
      bytes += job->value_bytes();
      if (!jobs.empty() && bytes > budget) break;
      jobs.push_back(std::move(job));
    }
    std::vector<pass_request> requests;
    for (auto& job : jobs) job->prepare_point(requests);
    engine->run_point(requests, control);
    std::vector<partition_job*> resampled;
    for (auto& job : jobs)
      if (job->is_resampled()) resampled.push_back(job.get());
    if (!resampled.empty()) {
      control.total.fetch_add(options.n_resamples);
      run_replicates(resampled, *engine, weights, options, needs, control);
    }
    for (auto& job : jobs) job->finish(stop, out);
  }
  if (options.curves != curve_steps::none)
    for (std::uint32_t m = 0; m < rows.models.size(); ++m)
      if (rows.models[m].has_scores()) {
        if (!p.order[m]) p.order[m] = engine->rank(rows.models[m].score, stop);  // no metric needed it
        out.curves.push_back(draw_curve(p, rows, m, options));
      }
  for (auto& groups : p.partitions) groups.code = {};
  out.partitions = std::move(p.partitions);
  out.options = options, out.options.control = nullptr;
  out.n_received = rows.n_received, out.n_analysed = rows.n_rows(), out.n_dropped = rows.n_dropped;
  out.backend = engine->name();
  out.resampling = kind;
  auto const by_model = [](auto const& a, auto const& b) { return a.model < b.model; };
  std::stable_sort(out.rows().begin(), out.rows().end(), by_model);
  std::stable_sort(out.counts.begin(), out.counts.end(), by_model);
  return out;
}

}  // namespace
}  // namespace engine

result evaluate(cohort const& rows, evaluate_options const& options) {
  run_control unwatched;
  run_control& control = options.control ? *options.control : unwatched;
  plain_floating_point const plain;
  result out;
  out.num_threads = parallel::with_threads(options.num_threads, [&] { out = engine::run(rows, options, control); });
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE
