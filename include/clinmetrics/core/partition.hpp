// SPDX-License-Identifier: Apache-2.0
// A partition: each row belongs to one group of an attribute, or of a cross of attributes. Rows with a missing value form a group of their
// own.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clinmetrics/core/combinations.hpp"
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
  combinations groups(n);
  for (auto const* part : parts) {
    result.parts.push_back(part->name);
    std::size_t const n_levels = part->levels.size();
    if (n_levels > max_groups)
      throw input_error("the attribute `" + printable(part->name) + "` has more than 100,000 levels; bin it first");
    groups.add(n_levels + 1, {}, [&](std::size_t row) {  // missing comes last
      return part->code[row] < 0 ? n_levels : static_cast<std::size_t>(part->code[row]);
    });
  }
  groups.close_gaps({});
  if (groups.bound() > max_groups) throw input_error("more than 100,000 groups; bin the attributes first");
  std::vector<std::size_t> row_of(groups.bound());  // some row of each group
  for (std::size_t row = 0; row < n; ++row) row_of[groups.of_row()[row]] = row;
  result.groups.reserve(row_of.size());
  for (auto const row : row_of) {
    auto& key = result.groups.emplace_back();
    key.reserve(parts.size());
    for (auto const* part : parts) {
      auto const level = part->code[row];
      key.push_back(level < 0 ? std::nullopt : std::optional(part->levels[static_cast<std::size_t>(level)]));
    }
  }
  result.code = std::move(groups).take();
  return result;
}

}  // namespace CLINMETRICS_NAMESPACE
