// SPDX-License-Identifier: Apache-2.0
// Stores partial sums for each removed weight, up to 32 MB; beyond that the terms are added again.
#include "pass/precision_deletion.hpp"

#include <algorithm>

#include "clinmetrics/pass/precision_term.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr std::size_t most_table_bytes = std::size_t{1} << 25;

}  // namespace

precision_deletion::precision_deletion(ranked_pass const& pass, std::span<std::uint32_t const> position,
                                       std::span<std::uint32_t const> group_rows, stop_flag stop)
    : pass_(pass), stop_(stop), group_rows_(group_rows.begin(), group_rows.end()), run_of_row_(group_rows.size()) {
  std::vector<std::uint32_t> ranked = group_rows_;
  std::sort(ranked.begin(), ranked.end(), [&](auto a, auto b) { return position[a] < position[b]; });
  std::sort(group_rows_.begin(), group_rows_.end());
  run now{0, 0, 0};
  split_at_ties(*pass.order, position, ranked, [&](std::span<std::uint32_t const> tie) {
    now.positives = 0;
    for (auto row : tie) {
      auto const w = pass.weight_of(row);
      now.all += w;
      if (pass.label[row]) now.tp += w, now.positives += w;
      auto const number = std::lower_bound(group_rows_.begin(), group_rows_.end(), row) - group_rows_.begin();
      run_of_row_[static_cast<std::size_t>(number)] = static_cast<std::uint32_t>(runs_.size());
    }
    runs_.push_back(now);
  });
}

u128 precision_deletion::term(run const& r, removed gone, std::uint64_t positives) const {
  auto const [tp, all] = gone;
  if (positives == 0 || r.tp < tp || r.all <= all) return 0;
  return static_cast<u128>(positives) * precision_term(r.tp - tp, r.all - all);
}

std::vector<u128> const* precision_deletion::table(removed gone) {
  if (auto const at = tables_.find(gone); at != tables_.end()) return &at->second;
  if ((tables_.size() + 1) * (runs_.size() + 1) * sizeof(u128) > most_table_bytes) return nullptr;
  std::vector<u128> sums{0};
  sums.reserve(runs_.size() + 1);
  for (auto const& r : runs_) sums.push_back(sums.back() + term(r, gone, r.positives));
  return &tables_.emplace(gone, std::move(sums)).first->second;
}

/// Σ over ties [begin, end), below the removed rows.
u128 precision_deletion::between(removed gone, std::size_t begin, std::size_t end) {
  if (begin >= end) return 0;
  if (auto const* sums = table(gone)) return (*sums)[end] - (*sums)[begin];
  u128 sum = 0;
  for (std::size_t k = begin; k < end; ++k) stop_.check(k), sum += term(runs_[k], gone, runs_[k].positives);
  return sum;
}

u128 precision_deletion::without(std::span<std::uint32_t const> unit) {
  scratch_.clear();
  for (auto row : unit) {
    auto const at = std::lower_bound(group_rows_.begin(), group_rows_.end(), row) - group_rows_.begin();
    scratch_.emplace_back(run_of_row_[static_cast<std::size_t>(at)], row);
  }
  std::sort(scratch_.begin(), scratch_.end());
  removed gone{0, 0};
  u128 sum = 0;
  std::size_t next_run = 0;
  for (std::size_t i = 0; i < scratch_.size();) {
    std::size_t const r = scratch_[i].first;
    sum += between(gone, next_run, r);
    std::uint64_t positives = runs_[r].positives;
    for (; i < scratch_.size() && scratch_[i].first == r; ++i) {
      auto const row = scratch_[i].second;
      auto const w = pass_.weight_of(row);
      gone.second += w;
      if (pass_.label[row]) gone.first += w, positives -= w;
    }
    sum += term(runs_[r], gone, positives);
    next_run = r + 1;
  }
  return sum + between(gone, next_run, runs_.size());
}

}  // namespace CLINMETRICS_NAMESPACE
