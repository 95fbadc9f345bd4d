// SPDX-License-Identifier: Apache-2.0
// Runs one pass for the tests: every unit once, or replicates of a resampler; and the multiplicities as plain numbers for the loops that
// check the result.
#pragma once
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/pass/ranked.hpp"
#include "clinmetrics/pass/row_sums.hpp"
#include "clinmetrics/random/resampler.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/sums_of.hpp"

namespace CLINMETRICS_NAMESPACE::testing {

/// The ranked pass of a cohort's outcome and weights.
inline ranked_pass ranked_of(cohort const& c, ranked_order const& order, partition const& groups, std::vector<std::uint32_t> cuts = {},
                             bool wants_precision = true) {
  return {&c, &order, &groups, c.events(), c.weight, std::move(cuts), wants_precision};
}

inline double score_of(cohort const& c, std::size_t row) {
  return visit(c.models[0].score, [row](auto item) { return static_cast<double>(item[row]); });
}

/// Rows by class, and then the sum of each function of the first model's scores, with its infinite values if it may have some.
template <class... F>
row_sums_pass functions_pass(cohort const& c, partition const& groups, int bits) {
  row_sums_pass pass{&c, &groups, c.weight, {{2, std::vector<std::uint32_t>(c.events().begin(), c.events().end())}}};
  auto const add = [&]<class G>(G) {
    std::vector<std::uint64_t> amount(std::max<std::size_t>(c.n_rows(), 1));
    std::vector<std::uint32_t> is_infinite(c.n_rows());
    for (std::size_t row = 0; row < c.n_rows(); ++row) {
      double const x = G::of(score_of(c, row), c.events()[row] != 0);
      if (std::isinf(x))
        is_infinite[row] = 1;
      else
        amount[row] = to_fixed(x, bits);
    }
    pass.sums.push_back({1, {}, std::move(amount)});
    if (may_be_infinite<G>()) pass.sums.push_back({2, std::move(is_infinite)});
  };
  (add(F{}), ...);
  return pass;
}
inline row_sums_pass losses_pass(cohort const& c, partition const& groups, int bits) {
  return functions_pass<predicted_risk, squared_error, negative_log_likelihood>(c, groups, bits);
}

/// Calibration bins of equal mass of the first model's scores.
inline row_sums_pass bins_pass(cohort const& c, ranked_order const& order, partition const& groups, std::uint32_t n_bins, int bits) {
  auto const bin = equal_mass_bins(c, order, groups, n_bins);
  std::vector<std::uint32_t> count_cell(c.n_rows());
  std::vector<std::uint64_t> risk(std::max<std::size_t>(c.n_rows(), 1));
  for (std::size_t row = 0; row < c.n_rows(); ++row) {
    count_cell[row] = 2 * bin[row] + c.events()[row];
    risk[row] = to_fixed(score_of(c, row), bits);
  }
  return {&c, &groups, c.weight, {{2 * std::size_t{n_bins}, std::move(count_cell)}, {n_bins, bin, std::move(risk)}}};
}

/// Column 0: every unit once.
template <class Pass>
slot_block point(Pass const& pass) {
  slot_block out(pass.n_slots(), pass.groups->n_groups(), 1);
  pass.walk(once{}, out, 0);
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
    pass.walk(drawn{side_by_side, w}, out, first);
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
