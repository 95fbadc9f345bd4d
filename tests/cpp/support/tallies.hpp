// SPDX-License-Identifier: Apache-2.0
// A tally of the first model of a cohort, asked for and read as the engine does.
#pragma once
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "engine/pass_list.hpp"
#include "rows.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// The words of one group at multiplicity 1. `threshold`: for tallies of decisions.
inline std::vector<std::uint64_t> words_of(tally_record const& tally, cohort const& c, partition const& groups, std::size_t group, int bits,
                                           std::vector<double> const& parameters = {}, std::optional<double> threshold = {}) {
  engine::plan p;
  p.order.resize(1), p.logit.resize(1), p.cuts.resize(1), p.rules.resize(1);
  if (c.models[0].has_scores()) {
    p.order[0] = rank(c.models[0].score);
    if ((tally.needs & need::logit) != 0) p.logit[0] = engine::logits_of(c.models[0].score);
    if (threshold) p.cuts[0] = {cut_at(c.models[0].score, *p.order[0], *threshold).position};
  }
  engine::pass_list list(p, c, groups, bits);
  auto const place = list.ask(tally, {0, threshold.has_value(), 0, parameters.data(), static_cast<std::uint32_t>(parameters.size())});
  for (auto const& request : list.requests(1)) request.pass.walk(once{}, *request.out, 0);
  return list.words(place, group, 0);
}

/// What f makes of the tally T over all rows.
template <class T, class F>
auto with_tally(cohort const& c, F const& f, std::vector<double> const& parameters = {}, int bits = point_bits) {
  auto const groups = everyone();
  auto const words = words_of(T::record, c, groups, 0, bits, parameters);
  return f(T::read(words));
}

/// The value of a metric without parameters on a table of scores.
template <class M>
value value_of(table const& t, int bits = point_bits) {
  return with_tally<typename M::tally>(
      make(t), [](auto const& tally) { return M::of(tally); }, {}, bits);
}

}  // namespace CLINMETRICS_NAMESPACE::testing
