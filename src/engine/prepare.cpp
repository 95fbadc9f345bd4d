// SPDX-License-Identifier: Apache-2.0
#include "prepare.hpp"

#include <algorithm>

#include "parallel.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The lines that need replicates: those whose interval needs them, or all if replicates are kept.
std::vector<std::size_t> resampled_lines(plan const& p, evaluate_options const& options) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < p.all.size(); ++i)
    if (options.keep_replicates || p.all[i].reads.resamples()) list.push_back(i);
  return list;
}

expected_work work_of(plan const& p, cohort const& rows, resampling kind, bool is_resampled, evaluate_options const& options) {
  auto const n_orderings = static_cast<double>(rows.models.size() * p.partitions.size());
  return {is_resampled ? n_orderings * static_cast<double>(rows.n_rows()) * options.n_resamples : 0, kind, parallel::n_threads()};
}

/// The memory that all replicates need without their tallies, whose size is known after the scores are sorted: that of the values of the
/// largest partition, because partitions may be computed one by one.
memory_needs needs_of(prepared const& ready) {
  memory_needs needs;
  std::size_t const n_lines = ready.resampled.size(), n_resamples = ready.options->n_resamples;
  if (n_lines == 0) return needs;
  std::size_t n_all = 0;
  for (std::uint32_t i = 0; i < ready.plan.partitions.size(); ++i) {
    needs.values = std::max(needs.values, ready.value_bytes(i));
    n_all += ready.sizes[i].shown().size();
  }
  auto const n_threads = static_cast<std::size_t>(parallel::n_threads());
  needs.sorted = bytes_of({std::min(n_threads, n_all * n_lines), n_resamples, sizeof(double)});
  if (ready.options->keep_replicates) needs.kept = bytes_of({2, n_all, n_lines, n_resamples, sizeof(double)});
  needs.weights = ready.engine->least_weight_bytes(*ready.rows, ready.weights);
  return needs;
}

}  // namespace

std::size_t prepared::value_bytes(std::uint32_t partition) const {
  return bytes_of({resampled.size(), sizes[partition].shown().size(), options->n_resamples, sizeof(double)});
}

std::uint32_t prepared::end_of_batch(std::uint32_t first) const {
  std::size_t const budget = batch_budget(needs, *options);
  std::size_t bytes = value_bytes(first);
  auto end = first + 1;
  for (; end < plan.partitions.size(); ++end) {
    bytes += value_bytes(end);
    if (bytes > budget) break;
  }
  return end;
}

prepared prepare(cohort const& rows, evaluate_options const& options, stop_flag stop) {
  plan p = make_plan(rows, options);
  auto resampled = resampled_lines(p, options);
  auto const kind = resolve(options.resampling, rows.n_units());
  auto engine = make_backend(options.backend, work_of(p, rows, kind, !resampled.empty(), options));
  std::vector<std::uint32_t> const strata = resampled.empty() ? std::vector{0u} : rows.stratum_begin;  // laws of weights take time
  prepared ready{
      &rows, &options, std::move(p), std::move(engine), resampler(kind, options.seed, options.stream, strata), {}, std::move(resampled),
      {}};
  for (std::size_t i = 0; i < ready.plan.partitions.size(); ++i)  // all rows together are never hidden
    ready.sizes.emplace_back(rows, ready.plan.partitions[i], i == 0 ? 0 : options.min_group_size, stop);
  ready.needs = needs_of(ready);
  check_memory(ready.needs, options);
  place_cuts(ready.plan, rows, *ready.engine, stop);
  return ready;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
