// SPDX-License-Identifier: Apache-2.0
// Calibration bins: rows and positives of each bin, and the sum of their risks.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/ordering/ties.hpp"
#include "clinmetrics/tally/row_functions.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class binning : std::uint8_t { equal_width, equal_mass };

struct calibration_bins {
  /// By bin (negatives, positives), then by bin Σp (two words), then the digits after the point of risks.
  std::span<std::uint64_t const> words;
  static tally_record const record;
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

/// f(share of the rows, gap) for each bin with rows, where the gap is mean y − mean p.
template <class F>
void for_each_gap(calibration_bins const& t, F&& f) {
  auto const all = static_cast<double>(t.total());
  for (std::size_t bin = 0; bin < t.size(); ++bin) {
    if (t.n(bin) == 0) continue;
    auto const n = static_cast<double>(t.n(bin));
    f(n / all, (static_cast<double>(t.n_positive(bin)) - t.risk(bin)) / n);
  }
}

/// Σ over bins of (share of the replicate's rows)·(gap of the replicate − gap of all rows)².
inline double squared_distance(calibration_bins const& replicate, calibration_bins const& all) {
  double sum = 0;
  for (std::size_t bin = 0; bin < all.size(); ++bin) {
    if (replicate.n(bin) == 0) continue;
    auto const n = static_cast<double>(replicate.n(bin));
    double const d = replicate.gap(bin, n) - all.gap(bin, static_cast<double>(all.n(bin)));
    sum += n * d * d;
  }
  return sum / static_cast<double>(replicate.total());
}

/// Equal mass: rows with equal risks go to bin ⌊B·(weight below them)/(all weight)⌋. B is at most 1000 and the weights sum to at most 2^51,
/// so that the product fits.
inline std::uint32_t equal_mass_bin(std::uint64_t below, std::uint64_t all, std::uint32_t n_bins) {
  return static_cast<std::uint32_t>(below * n_bins / all);
}

/// Equal width: bin j contains (j/B, (j + 1)/B] with the edges as doubles; the first is closed at both ends.
inline std::uint32_t equal_width_bin(double p, std::uint32_t n_bins) {
  auto const edge = [&](std::uint32_t j) { return static_cast<double>(j) / n_bins; };
  auto bin = std::min(static_cast<std::uint32_t>(p * n_bins), n_bins - 1);
  while (bin > 0 && p <= edge(bin)) --bin;
  while (bin + 1 < n_bins && p > edge(bin + 1)) ++bin;
  return bin;
}

/// The bins of equal mass of each row within its group; rows with equal risks are never split.
inline std::vector<std::uint32_t> equal_mass_bins(design const& rows, ranked_order const& order, partition const& groups,
                                                  std::uint32_t n_bins) {
  struct sums {
    std::uint64_t all = 0, above = 0, tied = 0;
  };
  std::vector<sums> of(groups.n_groups());
  for (std::size_t row = 0; row < rows.n_rows(); ++row) of[groups.group_of(row)].all += rows.weight_of(row);
  std::vector<std::uint32_t> bin(rows.n_rows());
  for_each_tie(
      order, {0, rows.n_rows()}, {}, [&](std::uint32_t row) { of[groups.group_of(row)].tied += rows.weight_of(row); },
      [&](positions tie) {
        for (std::size_t i = tie.begin; i < tie.end; ++i) {
          auto const row = order.row[i];
          auto const& g = of[groups.group_of(row)];
          bin[row] = equal_mass_bin(g.all - g.above - g.tied, g.all, n_bins);
        }
        for (std::size_t i = tie.begin; i < tie.end; ++i) {
          auto& g = of[groups.group_of(order.row[i])];
          g.above += std::exchange(g.tied, 0);
        }
      });
  return bin;
}

namespace detail {

/// Parameters: the number of bins, the kind of binning. The cells of the counts are 2·bin + y, those of the risks are the bins.
/// More sums follow: of the squared errors, if they are wanted, or of amounts of the rows by bin, if they are not empty.
struct more_sums {
  bool of_errors = false;
  std::span<double const> of_bins = {};
};
inline void ask_bins(pass_book& book, tally_request const& at, tally_place& place, more_sums const& more = {}) {
  auto const n_bins = static_cast<std::uint32_t>(at.parameters[0]);
  bool const is_equal_mass = static_cast<binning>(static_cast<int>(at.parameters[1])) == binning::equal_mass;
  auto const n = book.n_rows();
  std::vector<double> risk(std::max<std::size_t>(n, 1));  // without rows also two slots per bin
  for (std::uint32_t row = 0; row < n; ++row) risk[row] = book.score(at.output, row);
  std::vector<std::uint32_t> bin(n), count_cell(n);
  if (is_equal_mass)
    bin = equal_mass_bins(book.rows(), book.order(at.output), book.groups(), n_bins);
  else
    for (std::uint32_t row = 0; row < n; ++row) bin[row] = equal_width_bin(risk[row], n_bins);
  auto const* const y = book.truth().events();
  for (std::uint32_t row = 0; row < n; ++row) count_cell[row] = 2 * bin[row] + y[row];
  merging const how = is_equal_mass ? merging::never : merging::adds;
  std::vector<double> error(more.of_errors ? risk.size() : 0);
  for (std::size_t row = 0; more.of_errors && row < n; ++row) error[row] = squared_error::of(risk[row], y[row] != 0);
  std::vector<sum_columns> sums{{2 * n_bins, count_cell.data(), nullptr, how}, {n_bins, bin.data(), risk.data(), how}};
  if (more.of_errors) sums.push_back({1, nullptr, error.data(), how});
  if (!more.of_bins.empty()) sums.push_back({n_bins, bin.data(), more.of_bins.data(), how});
  place.pass = book.row_sums(sums.data(), static_cast<std::uint32_t>(sums.size()));
  place.add(0, 4 * n_bins + (more.of_errors ? 2 : 0) + (more.of_bins.empty() ? 0 : 2 * n_bins));
}

inline void ask_calibration_bins(pass_book& book, tally_request const& at, tally_place& place) { ask_bins(book, at, place); }

}  // namespace detail

inline constexpr tally_record calibration_bins::record{
    .name = "calibration_bins",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = true,
    .is_cells = false,
    .ask = &detail::ask_calibration_bins,
    .n_words = [](tally_place const& place) { return place.n_slots() + 1; },
    .read = &copy_slots_and_bits,
};

}  // namespace CLINMETRICS_NAMESPACE
