// SPDX-License-Identifier: Apache-2.0
// Compiles row-sums passes for a device: the rows in runs, which are cut into segments.
#include "jobs.hpp"

#include <algorithm>

#include "pass/row_runs.hpp"

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

/// The slot of each sum in which the rows of a run are added.
void add_slots(row_sums_pass const& pass, std::uint32_t row, std::vector<std::uint32_t>& slots) {
  std::size_t slot = 0;
  for (auto const& sum : pass.sums) {
    std::size_t const at = slot + sum.cell_of(row) * sum.slots_per_cell();
    slots.push_back(static_cast<std::uint32_t>(at * pass.groups->n_groups() + pass.groups->group_of(row)));
    slot += sum.n_slots();
  }
}

}  // namespace

row_sums_job compile(row_sums_pass const& pass, std::uint32_t most_rows, stop_flag stop) {
  auto const runs = sort_into_runs(pass, stop);
  row_sums_job job;
  job.units.reserve(runs.row.size());
  for (auto row : runs.row) {
    job.units.push_back(pass.rows->unit_of(row));
    if (!pass.weight.empty()) job.weight.push_back(pass.weight[row]);
  }
  std::uint64_t largest = 0;
  for (auto const& sum : pass.sums) {
    stop.check();
    job.sources.push_back(sum.amount.empty() ? 0 : ++job.n_amounts);
    if (sum.amount.empty()) continue;
    for (auto row : runs.row) {
      job.amounts.push_back(sum.amount[row]);
      largest = std::max(largest, sum.amount[row]);
    }
  }
  job.is_wide = !pass.weight.empty() || largest > (~std::uint64_t{0} / 255) / most_rows;
  job.n_runs = static_cast<std::uint32_t>(runs.size());
  for (std::uint32_t run = 0; run < job.n_runs; ++run) {
    add_slots(pass, runs[run].front(), job.slots);
    auto const end = runs.begin[run + 1];
    for (auto at = runs.begin[run]; at < end; at = std::min(end, at + most_rows))
      job.segments.push_back({at, std::min(end, at + most_rows), run});
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
