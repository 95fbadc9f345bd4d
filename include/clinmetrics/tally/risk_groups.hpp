// SPDX-License-Identifier: Apache-2.0
// Groups of rows by quantiles of the risk, as the test of Hosmer and Lemeshow takes them: rows, events and Σp of each.
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "clinmetrics/tally/calibration_bins.hpp"
#include "clinmetrics/tally/tally_record.hpp"

namespace CLINMETRICS_NAMESPACE {

struct risk_groups {
  calibration_bins bins;
  bool is_independent;  ///< the rows are independent and have equal weights
  static tally_record const record;
  static constexpr risk_groups read(std::span<std::uint64_t const> w) { return {{w.first(w.size() - 1)}, w.back() != 0}; }
};

/// The edges between the groups: quantiles of type 7 of the ascending risks, at 1/g, …, (g − 1)/g. Equal edges stay, so that the groups
/// between them are empty.
inline std::vector<double> quantile_edges(std::vector<double> const& ascending, std::uint32_t n_groups) {
  std::vector<double> edges;
  for (std::uint32_t i = 1; i < n_groups && !ascending.empty(); ++i) {
    std::size_t const product = std::size_t{i} * (ascending.size() - 1), below = product / n_groups;
    double const part = static_cast<double>(product % n_groups) / n_groups, low = ascending[below];
    double const high = ascending[std::min(below + 1, ascending.size() - 1)];
    edges.push_back(low + part * (high - low));
  }
  return edges;
}

namespace detail {

/// A group of risks includes its upper edge. The quantiles are those of the rows of the group of a partition, each counted once.
inline std::vector<std::uint32_t> risk_group_of_rows(pass_book const& book, std::vector<double> const& risk, ranked_order const& order,
                                                     std::uint32_t n_groups) {
  auto const& groups = book.groups();
  std::vector<std::vector<double>> ascending(groups.n_groups()), edges(groups.n_groups());
  for (std::size_t at = order.size(); at-- > 0;) ascending[groups.group_of(order.row[at])].push_back(risk[order.row[at]]);
  for (std::size_t g = 0; g < edges.size(); ++g) edges[g] = quantile_edges(ascending[g], n_groups);
  std::vector<std::uint32_t> of_row(risk.size());
  for (std::size_t row = 0; row < risk.size(); ++row) {
    auto const& e = edges[groups.group_of(row)];
    of_row[row] = static_cast<std::uint32_t>(std::lower_bound(e.begin(), e.end(), risk[row]) - e.begin());
  }
  return of_row;
}

/// Parameter: the number of groups.
inline void ask_risk_groups(pass_book& book, tally_request const& at, tally_place& place) {
  auto const n_groups = static_cast<std::uint32_t>(at.parameters[0]);
  std::vector<double> risk(book.n_rows());
  for (std::uint32_t row = 0; row < book.n_rows(); ++row) risk[row] = book.score(at.output, row);
  auto const group = risk_group_of_rows(book, risk, book.order(at.output), n_groups);
  auto const* const y = book.truth().events();
  std::vector<std::uint32_t> count_cell(group.size());
  for (std::size_t row = 0; row < group.size(); ++row) count_cell[row] = 2 * group[row] + y[row];
  risk.resize(std::max<std::size_t>(risk.size(), 1));  // without rows also two slots per group
  sum_columns const sums[] = {{2 * n_groups, count_cell.data(), nullptr, merging::never},
                              {n_groups, group.data(), risk.data(), merging::never}};
  place.pass = book.row_sums(sums, 2);
  place.add(0, 4 * n_groups);
  place.form = !book.rows().is_weighted() && !book.rows().is_clustered;
}

}  // namespace detail

inline constexpr tally_record risk_groups::record{
    .name = "risk_groups",
    .outcome = binary_outcome::name,
    .needs = need::score | need::probability | need::order,
    .is_rounded = true,
    .is_cells = false,
    .ask = &detail::ask_risk_groups,
    .n_words = [](tally_place const& place) { return place.n_slots() + 2; },
    .read =
        [](tally_place const& place, std::uint64_t const* slots, std::int32_t bits, std::uint64_t* words) {
          copy_slots_and_bits(place, slots, bits, words);
          words[place.n_slots() + 1] = place.form;
        },
};

}  // namespace CLINMETRICS_NAMESPACE
