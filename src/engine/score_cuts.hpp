// SPDX-License-Identifier: Apache-2.0
// The 2 × 2 counts of one group at each distinct score of a model, from the highest score down. Every table of a curve is made from them.
#pragma once
#include <cstddef>
#include <utility>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/ordering/ties.hpp"
#include "clinmetrics/tally/confusion.hpp"
#include "score_reader.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The rows of a group, ordered by the score of a model.
struct ranked_group {
  cohort const& rows;
  model const& about;
  ranked_order const& order;
  double score_at(std::size_t position) const { return score_reader(about.score)(order.row[position]); }
};

/// The threshold at one score: this score and all higher ones are predicted positives.
struct score_cut {
  double score = 0;
  confusion counts = {};   ///< the tally at this threshold: sums of weights, as the passes add them
  std::size_t n_rows = 0;  ///< the predicted positives as rows, without weights
  // the rows with this score only:
  std::uint64_t n_tied_positive = 0, n_tied_negative = 0;  ///< sums of weights
  std::size_t n_tied_rows = 0;
  std::uint64_t n_tied() const { return n_tied_positive + n_tied_negative; }
};

/// The tally at a threshold above all scores.
inline confusion counts_above_all(ranked_group const& group) {
  confusion counts;
  auto const y = group.rows.events();
  for (auto row : group.order.row) (y[row] ? counts.fn : counts.tn) += group.rows.weight_of(row);
  return counts;
}

/// Calls f(cut) for each distinct score.
template <class F>
void for_each_cut(ranked_group const& group, confusion const& above_all, stop_flag stop, F&& f) {
  score_reader const score(group.about.score);
  auto const& rows = group.rows;
  auto const& order = group.order;
  auto const y = rows.events();
  score_cut cut{.counts = above_all};
  auto const add = [&](std::uint32_t row) {  // without a branch, because the labels in order of score cannot be predicted
    std::uint64_t const weight = rows.weight_of(row), positive = y[row] * weight;
    cut.n_tied_positive += positive, cut.n_tied_negative += weight - positive;
  };
  for_each_tie(order, {0, order.size()}, stop, add, [&](positions tie) {
    auto& c = cut.counts;
    c.tp += cut.n_tied_positive, c.fn -= cut.n_tied_positive, c.fp += cut.n_tied_negative, c.tn -= cut.n_tied_negative;
    cut.score = score(order.row[tie.begin]), cut.n_rows = tie.end, cut.n_tied_rows = tie.end - tie.begin;
    f(std::as_const(cut));
    cut.n_tied_positive = cut.n_tied_negative = 0;
  });
}

/// The ordering of each group's own rows.
inline std::vector<ranked_order> order_by_group(ranked_order const& order, partition const& groups, stop_flag stop) {
  std::vector<ranked_order> of(groups.n_groups());
  auto const add = [](ranked_order& o, std::uint32_t row) { o.row.push_back(row); };
  auto const end_tie = [](ranked_order& o, std::uint32_t /*row*/) {
    std::size_t const last = o.size() - 1;
    o.tie_ends.resize(last / 64 + 1), o.tie_ends[last / 64] |= std::uint64_t{1} << (last % 64);
  };
  for_each_group_tie(order, groups, of, {0, order.size()}, stop, add, end_tie);
  return of;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
