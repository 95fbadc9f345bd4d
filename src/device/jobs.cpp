// SPDX-License-Identifier: Apache-2.0
// Compiles row-sums passes for a device: a stable sort of the rows into runs, which are cut into segments.
#include "jobs.hpp"

#include <algorithm>
#include <numeric>

namespace CLINMETRICS_NAMESPACE::device {

weights_job make_weights_job(resampler const& weights) {
  weights_job job;
  for (auto const& s : weights.strata()) job.strata.push_back({s.begin, s.size, s.law});
  for (auto const& law : weights.laws()) {
    auto const& c = law.cumulative();
    auto& out = job.laws.emplace_back();
    std::copy(law.weight_of_byte().begin(), law.weight_of_byte().end(), out.weight_of_byte);
    out.begin = static_cast<std::uint32_t>(job.cumulative.size()), out.size = static_cast<std::uint32_t>(c.size());
    job.cumulative.insert(job.cumulative.end(), c.begin(), c.end());
  }
  return job;
}

device_weights weights_job::view(resampler const& weights) const {
  device_weights w{};
  w.kind = weights.kind() == resampling::poisson;
  w.stream = weights.stream(), w.seed = weights.seed(), w.n_units = weights.n_units();
  w.n_strata = static_cast<std::uint32_t>(strata.size()), w.n_laws = static_cast<std::uint32_t>(laws.size());
  w.n_cumulative = static_cast<std::uint32_t>(cumulative.size());
  w.strata = strata.data(), w.laws = laws.data(), w.cumulative = cumulative.data();
  return w;
}

namespace {

/// Replaces keys by their ranks among the distinct keys; returns the number of distinct keys.
std::uint64_t compress(std::vector<std::uint64_t>& keys) {
  auto sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (auto& k : keys) k = static_cast<std::uint64_t>(std::lower_bound(sorted.begin(), sorted.end(), k) - sorted.begin());
  return sorted.size();
}

/// A number for each row's run, ascending by group.
std::vector<std::uint64_t> run_of_rows(row_sums_pass const& pass, stop_flag stop) {
  std::size_t const n = pass.rows->n_rows();
  std::vector<std::uint64_t> run(n);
  for (std::size_t row = 0; row < n; ++row) run[row] = pass.groups->group_of(row);
  std::uint64_t n_runs = pass.groups->n_groups();
  for (auto const& sum : pass.sums) {
    stop.check();
    if (sum.cell.empty()) continue;
    if (n_runs > ~std::uint64_t{0} / sum.n_cells) n_runs = compress(run);
    for (std::size_t row = 0; row < n; ++row) run[row] = run[row] * sum.n_cells + sum.cell[row];
    n_runs *= sum.n_cells;
  }
  if (n_runs > 4 * n + 1024) n_runs = compress(run);
  return run;
}

}  // namespace

row_sums_job compile(row_sums_pass const& pass, std::uint32_t most_rows, stop_flag stop) {
  design const& rows = *pass.rows;
  auto const n = static_cast<std::uint32_t>(rows.n_rows());
  std::vector<std::uint64_t> const run = run_of_rows(pass, stop);
  std::vector<std::uint32_t> by_run(n);
  {  // a stable counting sort, because there are few run numbers
    std::vector<std::uint32_t> begin(n == 0 ? 1 : *std::max_element(run.begin(), run.end()) + 2);
    for (auto r : run) ++begin[r + 1];
    std::partial_sum(begin.begin(), begin.end(), begin.begin());
    for (std::uint32_t row = 0; row < n; ++row) by_run[begin[run[row]]++] = row;
  }

  row_sums_job job;
  job.units.reserve(n);
  for (auto row : by_run) {
    job.units.push_back(rows.unit_of(row));
    if (!pass.weight.empty()) job.weight.push_back(pass.weight[row]);
  }
  std::uint64_t largest = 0;
  for (auto const& sum : pass.sums) {
    stop.check();
    job.sources.push_back(sum.amount.empty() ? 0 : ++job.n_amounts);
    if (sum.amount.empty()) continue;
    for (auto row : by_run) {
      job.amounts.push_back(sum.amount[row]);
      largest = std::max(largest, sum.amount[row]);
    }
  }
  job.is_wide = !pass.weight.empty() || largest > (~std::uint64_t{0} / 255) / most_rows;

  auto const n_groups = static_cast<std::uint32_t>(pass.groups->n_groups());
  for (std::uint32_t at = 0; at < n;) {
    std::uint32_t end = at + 1;
    while (end < n && run[by_run[end]] == run[by_run[at]]) ++end;
    auto const row = by_run[at];
    std::size_t slot = 0;
    for (auto const& sum : pass.sums) {
      std::size_t const cell = sum.cell.empty() ? 0 : sum.cell[row];
      job.slots.push_back(static_cast<std::uint32_t>((slot + cell * sum.slots_per_cell()) * n_groups + pass.groups->group_of(row)));
      slot += sum.n_slots();
    }
    for (; at < end; at = std::min(end, at + most_rows)) job.segments.push_back({at, std::min(end, at + most_rows), job.n_runs});
    ++job.n_runs;
  }
  return job;
}

device_row_sums_pass row_sums_job::view(row_sums_pass const& pass) const {
  device_row_sums_pass p{};
  p.units = units.data(), p.weight = weight.empty() ? nullptr : weight.data(), p.amounts = amounts.data();
  p.segments = segments.data(), p.sources = sources.data(), p.slots = slots.data();
  p.n_rows = static_cast<std::uint32_t>(units.size()), p.n_segments = static_cast<std::uint32_t>(segments.size());
  p.n_runs = n_runs, p.n_sums = static_cast<std::uint32_t>(sources.size()), p.n_amounts = n_amounts, p.is_wide = is_wide;
  p.n_slots = static_cast<std::uint32_t>(pass.n_slots()), p.n_groups = static_cast<std::uint32_t>(pass.groups->n_groups());
  return p;
}

}  // namespace CLINMETRICS_NAMESPACE::device
