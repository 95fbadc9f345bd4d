// SPDX-License-Identifier: Apache-2.0
// Calibration bins: rows and positives of each bin, and the sum of their risks.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/ordering/ranked_order.hpp"
#include "clinmetrics/pass/row_sums.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class binning : std::uint8_t { equal_width, equal_mass };

struct calibration_bins {
  std::span<std::uint64_t const> words;  ///< by bin (negatives, positives), then by bin Σp (two words), then the bits
  static constexpr calibration_bins read(std::span<std::uint64_t const> w) { return {w}; }
  std::size_t size() const { return (words.size() - 1) / 4; }
  std::uint64_t n_negative(std::size_t bin) const { return words[2 * bin]; }
  std::uint64_t n_positive(std::size_t bin) const { return words[2 * bin + 1]; }
  std::uint64_t n(std::size_t bin) const { return words[2 * bin] + words[2 * bin + 1]; }
  double risk(std::size_t bin) const {
    std::size_t const at = 2 * size() + 2 * bin;
    return from_fixed(wide(words[at], words[at + 1]), static_cast<int>(words.back()));
  }
  std::uint64_t total() const {
    std::uint64_t sum = 0;
    for (std::size_t bin = 0; bin < size(); ++bin) sum += n(bin);
    return sum;
  }
  /// Observed minus predicted, as a share of all rows: Σ over bins of |·| is the ECE.
  double gap(std::size_t bin, double all) const { return (static_cast<double>(n_positive(bin)) - risk(bin)) / all; }
};

/// Equal width: bin j contains (j/B, (j + 1)/B] with the edges as doubles; the first is closed at both ends.
inline std::uint32_t equal_width_bin(double p, std::uint32_t n_bins) {
  auto const edge = [&](std::uint32_t j) { return static_cast<double>(j) / n_bins; };
  auto bin = std::min(static_cast<std::uint32_t>(p * n_bins), n_bins - 1);
  while (bin > 0 && p <= edge(bin)) --bin;
  while (bin + 1 < n_bins && p > edge(bin + 1)) ++bin;
  return bin;
}

/// Equal mass, within each group: rows with equal risks go to bin ⌊B·(weight below them)/(weight of the group)⌋ and are never split.
inline std::vector<std::uint32_t> equal_mass_bins(cohort const& rows, ranked_order const& order, partition const& groups,
                                                  std::uint32_t n_bins) {
  std::size_t const n = rows.n_rows();
  std::vector<u128> total(groups.n_groups()), below(groups.n_groups()), tied(groups.n_groups());
  for (std::size_t row = 0; row < n; ++row) total[groups.group_of(row)] += rows.weight_of(row);
  std::vector<std::uint32_t> bin(n);
  for (std::size_t end = n; end > 0;) {  // ascending risk: from the end of the ordering, one risk at a time
    std::size_t begin = end - 1;
    while (begin > 0 && !order.ends_tie(begin - 1)) --begin;
    for (std::size_t i = begin; i < end; ++i) {
      auto const row = order.row[i], group = groups.group_of(row);
      bin[row] = static_cast<std::uint32_t>(below[group] * n_bins / total[group]);
      tied[group] += rows.weight_of(row);
    }
    for (std::size_t i = begin; i < end; ++i) {
      auto const group = groups.group_of(order.row[i]);
      below[group] += std::exchange(tied[group], 0);
    }
    end = begin;
  }
  return bin;
}

/// The words of `calibration_bins` but the last (the bits) as a pass.
template <class Risk>
row_sums_pass calibration_pass(cohort const& rows, partition const& groups, std::vector<std::uint32_t> const& bin, std::uint32_t n_bins,
                               Risk const& p, int bits) {
  cell_sum counts{2 * std::size_t{n_bins}, std::vector<std::uint32_t>(rows.n_rows()), {}};
  cell_sum risk{n_bins, bin, std::vector<std::uint64_t>(std::max<std::size_t>(rows.n_rows(), 1))};  // without rows also two slots per bin
  for (std::size_t row = 0; row < rows.n_rows(); ++row) {
    counts.cell[row] = 2 * bin[row] + rows.y[row];
    risk.amount[row] = to_fixed(p(row), bits);
  }
  return {&rows, &groups, {std::move(counts), std::move(risk)}};
}

}  // namespace CLINMETRICS_NAMESPACE
