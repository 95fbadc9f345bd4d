// SPDX-License-Identifier: Apache-2.0
// In a source of its own: reading a cohort's columns of every type takes longer to compile than most tests.
#include "rows.hpp"

#include <numeric>
#include <string>
#include <utility>

#include "dice.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

table random_table(shape const& s, std::uint64_t seed) {
  dice roll(seed);
  table t;
  for (std::size_t i = 0; i < s.n; ++i) {
    bool const positive = roll.uniform() < s.prevalence;
    t.y.push_back(positive);
    double const raw = (roll.uniform() + (positive ? .3 : 0.)) / 1.3;
    t.score.push_back(s.score_levels == 0 ? raw : static_cast<double>(static_cast<int>(raw * s.score_levels)) / s.score_levels);
    if (s.weights_below > 0) t.weight.push_back(roll.below(s.weights_below));
    if (s.real_weights) t.real_weight.push_back(.05 + 3 * roll.uniform());
    if (s.n_units > 0) t.unit.push_back(1000 - 7 * static_cast<std::int64_t>(roll.below(s.n_units)));
    if (s.n_strata > 0) t.stratum.push_back(s.n_units > 0 ? (1000 - t.unit.back()) / 7 % s.n_strata : roll.below(s.n_strata));
    if (s.n_levels > 0) t.group.push_back(static_cast<std::int32_t>(roll.below(static_cast<std::uint32_t>(s.n_levels) + 1)) - 1);
    if (s.hard) t.predicted.push_back(roll.uniform() < (positive ? .7 : .2));
  }
  t.n_levels = s.n_levels;
  return t;
}

cohort make(table const& t) {
  cohort_input in;
  in.y_true = owned_column(t.y);
  in.y_score = {{"model", owned_column(t.score)}};
  if (!t.predicted.empty()) in.y_pred = {{"hard", owned_column(t.predicted)}};
  if (!t.weight.empty()) in.sample_weight = owned_column(t.weight);
  if (!t.real_weight.empty()) in.sample_weight = owned_column(t.real_weight);
  if (!t.unit.empty()) in.unit = owned_column(t.unit);
  if (!t.stratum.empty()) in.strata = owned_column(t.stratum);
  if (t.n_levels > 0) {
    attribute a{"group", t.group, {}};
    for (int k = 0; k < t.n_levels; ++k) a.levels.push_back("level " + std::to_string(k));
    in.attributes.push_back(std::move(a));
  }
  return make_cohort(in);
}

table rows_at(table const& t, std::vector<std::size_t> const& which) {
  table out;
  out.n_levels = t.n_levels;
  auto const take = [&](auto const& from, auto& to) {
    if (!from.empty())
      for (auto i : which) to.push_back(from[i]);
  };
  take(t.score, out.score), take(t.y, out.y), take(t.weight, out.weight), take(t.real_weight, out.real_weight), take(t.unit, out.unit);
  take(t.stratum, out.stratum), take(t.group, out.group), take(t.predicted, out.predicted);
  return out;
}

table shuffled(table const& t, std::uint64_t seed) {
  std::vector<std::size_t> order(t.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  dice roll(seed);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[roll.below(static_cast<std::uint32_t>(i))]);
  return rows_at(t, order);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
