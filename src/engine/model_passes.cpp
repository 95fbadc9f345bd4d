// SPDX-License-Identifier: Apache-2.0
// The passes that a model needs, and the place of their integers.
#include "model_passes.hpp"

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/moments.hpp"
#include "clinmetrics/tally/ranked.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

model_passes::model_passes(plan const& p, cohort const& rows, std::uint32_t model, partition const& groups,
                           std::vector<std::size_t> const& wanted, int bits, bool is_counted)
    : has_scores_(rows.models[model].has_scores()), bits_(bits), n_groups_(groups.n_groups()) {
  auto const& m = rows.models[model];
  score_reader const risk(m.score);
  if (is_counted && !has_scores_) add_decision_pass(rows, m, groups);
  if (is_counted && !p.cuts[model].empty()) ranked_ = ranked_pass{&rows, &*p.order[model], &groups, p.cuts[model], false};
  std::optional<moment_sums> read_sums;
  for (auto index : wanted) {
    auto const& s = p.all[index];
    if (s.model != model) continue;
    switch (s.tally()) {
      case tally_kind::confusion:
        if (!has_scores_) {
          if (!decision_) add_decision_pass(rows, m, groups);
          break;
        }
        [[fallthrough]];
      case tally_kind::ranked:
        if (!ranked_) ranked_ = ranked_pass{&rows, &*p.order[model], &groups, p.cuts[model], false};
        if (s.tally() == tally_kind::ranked && s.metric.record->offers != form_kind::pair_count) ranked_->wants_precision = true;
        break;
      case tally_kind::moments:
        read_sums = read_sums ? *read_sums | s.metric.record->reads : s.metric.record->reads;
        break;
      case tally_kind::calibration_bins: {
        auto const n_bins = static_cast<std::uint32_t>(s.metric.parameters[0]);
        std::vector<std::uint32_t> bin;
        if (static_cast<binning>(static_cast<int>(s.metric.parameters[1])) == binning::equal_mass) {
          bin = equal_mass_bins(rows, *p.order[model], groups, n_bins);
        } else {
          bin.resize(rows.n_rows());
          for (std::size_t row = 0; row < rows.n_rows(); ++row) bin[row] = equal_width_bin(risk(row), n_bins);
        }
        bins_.try_emplace(bins_key(s), bins{calibration_pass(rows, groups, bin, n_bins, risk, bits), {}});
      }
    }
  }
  if (read_sums) moments_ = moments_pass(rows, groups, risk, bits, *read_sums);
}

void model_passes::add_decision_pass(cohort const& rows, model const& m, partition const& groups) {
  cell_sum cells{4, std::vector<std::uint32_t>(rows.n_rows()), {}};
  for (std::size_t row = 0; row < rows.n_rows(); ++row) cells.cell[row] = 2u * rows.y[row] + m.predicted[row];
  decision_ = row_sums_pass{&rows, &groups, {std::move(cells)}};
}

std::size_t model_passes::n_slots() const {
  std::size_t n = (ranked_ ? ranked_->n_slots() : 0) + (decision_ ? decision_->n_slots() : 0) + (moments_ ? moments_->n_slots() : 0);
  for (auto const& [key, b] : bins_) n += b.pass.n_slots();
  return n;
}

std::vector<pass_request> model_passes::requests(std::size_t n_replicates) {
  std::vector<pass_request> list;
  auto const add = [&](auto& pass, std::optional<slot_block>& out) {
    out.emplace(pass.n_slots(), n_groups_, n_replicates);
    list.push_back({&pass, &*out});
  };
  if (ranked_) add(*ranked_, ranked_out_);
  if (decision_) add(*decision_, decision_out_);
  if (moments_) add(*moments_, moments_out_);
  for (auto& [key, b] : bins_) add(b.pass, b.out);
  return list;
}

/// For hard labels, or at a cut. Without a threshold every positive row counts as a true positive, for metrics that need the outcome only.
confusion model_passes::cells_of(bool has_threshold, std::uint32_t cut, std::size_t group, std::size_t replicate) const {
  if (!has_scores_) {
    auto const slots = decision_out_->view(group, replicate);  // [2y + predicted]
    return {slots[3], slots[1], slots[2], slots[0]};
  }
  auto const slots = ranked_out_->view(group, replicate);
  std::size_t const at = ranked_pass::first_cut + 2 * cut;
  std::uint64_t const tp = has_threshold ? slots[at] : slots[0], fp = has_threshold ? slots[at + 1] : 0;
  return {tp, fp, slots[0] - tp, slots[1] - fp};
}

confusion model_passes::cells(count_place const& at, std::size_t group) const {
  return cells_of(at.threshold.has_value(), at.cut, group, 0);
}

void model_passes::words(series const& s, std::size_t group, std::size_t replicate, std::vector<std::uint64_t>& out) const {
  auto const copy = [&](slot_block const& from, std::size_t count) {
    auto const slots = from.view(group, replicate);
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = slots[i];
  };
  switch (s.tally()) {
    case tally_kind::confusion: {
      auto const c = cells_of(s.threshold.has_value(), s.cut, group, replicate);
      out = {c.tp, c.fp, c.fn, c.tn};
      break;
    }
    case tally_kind::ranked:
      copy(*ranked_out_, ranked::n_words);
      break;
    case tally_kind::moments:
      copy(*moments_out_, moments::n_words - 1);
      out.push_back(static_cast<std::uint64_t>(bits_));
      break;
    case tally_kind::calibration_bins: {
      auto const& b = bins_.at(bins_key(s));
      copy(*b.out, b.pass.n_slots());
      out.push_back(static_cast<std::uint64_t>(bits_));
    }
  }
}

}  // namespace CLINMETRICS_NAMESPACE::engine
