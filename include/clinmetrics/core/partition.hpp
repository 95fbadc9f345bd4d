// SPDX-License-Identifier: Apache-2.0
// A partition: each row belongs to one group of an attribute, or of a cross of attributes. Rows with a missing value form a group of their
// own.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clinmetrics/core/error.hpp"

namespace CLINMETRICS_NAMESPACE {

inline constexpr std::size_t max_groups = 100'000;
inline constexpr std::int32_t missing_level = -1;

/// A categorical column: one level per row (missing_level if it has none) and the names of the levels, in the order to be shown.
struct attribute {
  std::string name;
  std::vector<std::int32_t> code;
  std::vector<std::string> levels;
};

using group_key = std::vector<std::optional<std::string>>;  ///< one level per part; nullopt: missing

struct partition {
  std::vector<std::string> parts;   ///< the crossed attributes; empty: all rows are one group
  std::vector<std::uint32_t> code;  ///< the group of each row; empty: all rows are in group 0
  std::vector<group_key> groups;    ///< in the order of the parts' levels, missing last
  std::size_t n_groups() const { return groups.size(); }
  std::uint32_t group_of(std::size_t row) const { return code.empty() ? 0 : code[row]; }
};

/// All rows as one group.
inline partition everyone() { return {{}, {}, {group_key{}}}; }

/// The groups of a cross that have rows: ordered by the first part, then the second, and so on.
inline partition cross(std::vector<attribute const*> const& parts) {
  partition result;
  std::size_t const n = parts.front()->code.size();
  std::vector<std::uint64_t> cell(n, 0);
  std::uint64_t n_cells = 1;
  constexpr std::uint64_t most_cells = std::uint64_t{1} << 46;
  for (auto const* part : parts) {
    result.parts.push_back(part->name);
    if (part->levels.size() > max_groups)
      throw input_error("the attribute `" + printable(part->name) + "` has more than 100,000 levels; bin it first");
    std::uint64_t const n_levels = part->levels.size() + 1;  // missing comes last
    std::uint64_t const largest = n == 0 ? 0 : *std::max_element(cell.begin(), cell.end());
    if (largest >= most_cells) throw input_error("the cross of " + std::to_string(parts.size()) + " attributes has too many cells");
    for (std::size_t i = 0; i < n; ++i) {
      auto const level = part->code[i] < 0 ? n_levels - 1 : static_cast<std::uint64_t>(part->code[i]);
      cell[i] = cell[i] * n_levels + level;
    }
    n_cells = std::min(n_cells, most_cells) * n_levels;
  }

  std::vector<std::uint64_t> occurring;  // cells that have rows, ascending: one group each
  std::vector<std::uint32_t> number;     // the group of each cell, if there are few enough cells to number them all
  if (n_cells <= 4 * n + 65536) {
    number.resize(n_cells);
    for (auto c : cell) number[c] = 1;
    for (std::uint64_t c = 0; c < n_cells; ++c)
      if (number[c]) number[c] = static_cast<std::uint32_t>(occurring.size()), occurring.push_back(c);
  } else {
    occurring = cell;
    std::sort(occurring.begin(), occurring.end());
    occurring.erase(std::unique(occurring.begin(), occurring.end()), occurring.end());
  }
  if (occurring.size() > max_groups) throw input_error("more than 100,000 groups; bin the attributes first");
  for (auto rest : occurring) {
    group_key key(parts.size());
    for (std::size_t p = parts.size(); p-- > 0;) {
      std::uint64_t const n_levels = parts[p]->levels.size() + 1;
      if (auto const level = rest % n_levels; level + 1 < n_levels) key[p] = parts[p]->levels[level];
      rest /= n_levels;
    }
    result.groups.push_back(std::move(key));
  }
  result.code.resize(n);
  for (std::size_t i = 0; i < n; ++i)
    result.code[i] = !number.empty()
                         ? number[cell[i]]
                         : static_cast<std::uint32_t>(std::lower_bound(occurring.begin(), occurring.end(), cell[i]) - occurring.begin());
  return result;
}

}  // namespace CLINMETRICS_NAMESPACE
