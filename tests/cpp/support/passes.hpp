// SPDX-License-Identifier: Apache-2.0
// Runs one pass for the tests: every unit once, or replicates of a resampler; and the multiplicities as plain numbers for the loops that
// check the result.
#pragma once
#include <vector>

#include "clinmetrics/pass/ranked.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "clinmetrics/random/resampler.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

template <class Multiplicity>
void walk(ranked_pass const& pass, Multiplicity const& times, slot_block& out, std::size_t first) {
  walk_ranked(pass, times, out, first);
}
template <class Multiplicity>
void walk(row_sums_pass const& pass, Multiplicity const& times, slot_block& out, std::size_t first) {
  walk_row_sums(pass, times, out, first);
}

/// Column 0: every unit once.
template <class Pass>
slot_block point(Pass const& pass) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  walk(pass, once{}, out, 0);
  return out;
}

inline std::vector<std::uint32_t> weights(resampler const& r, std::uint32_t first, std::uint32_t count) {
  std::vector<std::uint32_t> w(std::size_t{r.n_units()} * count);
  r.fill(first, count, w);
  return w;
}

/// Replicates 0 … count − 1, 16 at a time.
template <class Pass>
slot_block replicates(Pass const& pass, resampler const& r, std::uint32_t count) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), count);
  for (std::uint32_t first = 0; first < count; first += lanes) {
    std::uint32_t const side_by_side = std::min(lanes, count - first);
    auto const w = weights(r, first, side_by_side);
    walk(pass, drawn{side_by_side, w}, out, first);
  }
  return out;
}

inline std::vector<std::uint64_t> words_of(slot_block const& block, std::size_t group, std::size_t replicate) {
  std::vector<std::uint64_t> words(block.words().size() / block.n_groups() / block.n_replicates());
  for (std::size_t slot = 0; slot < words.size(); ++slot) words[slot] = block.view(group, replicate)[slot];
  return words;
}

inline partition partition_of(cohort const& rows) {
  if (rows.attributes.empty()) return everyone();
  return cross({&rows.attributes.front()});
}

}  // namespace CLINMETRICS_NAMESPACE::testing
