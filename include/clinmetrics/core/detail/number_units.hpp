// SPDX-License-Identifier: Apache-2.0
// Numbers the units in the order of (stratum, identifier). A unit must belong to one stratum, and no stratum may be a single unit.
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clinmetrics/core/cohort.hpp"
#include "clinmetrics/core/detail/sort_rows.hpp"
#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// Identifiers as integers that sort in numerical order.
inline std::vector<std::int64_t> read_ids(std::string_view name, column const& c, stop_flag stop) {
  std::vector<std::int64_t> out(c.size);
  visit(c, [&]<class T>(strided<T> item) {
    if constexpr (std::is_floating_point_v<T>)
      throw input_error("`" + printable(name) + "` contains floats; give integer or text identifiers");
    else
      for_rows(c.size, stop, [&](std::size_t i) {
        if constexpr (std::is_same_v<T, std::uint64_t>)
          out[i] = static_cast<std::int64_t>(item[i] ^ (std::uint64_t{1} << 63));  // keeps the order
        else
          out[i] = static_cast<std::int64_t>(item[i]);
      });
  });
  return out;
}

/// Refuses an identifier in two strata, which would be two units. The rows are ordered by identifier, and then in the order given.
inline void check_nesting(std::span<std::uint32_t const> order, std::span<std::int64_t const> id, std::span<std::int64_t const> stratum,
                          std::span<std::uint32_t const> kept, stop_flag stop) {
  fault split;
  std::uint32_t home = 0;  // the first row of the identifier
  for_rows(order.size(), stop, [&](std::size_t k) {
    auto const row = order[k];
    if (k == 0 || id[row] != id[home]) home = row;
    if (stratum[row] == stratum[home]) return;
    split.first = split ? std::min<std::size_t>(split.first, row) : row;
    ++split.count;
  });
  if (split) refuse("unit", as_given(split, kept), "units that also stand in another stratum", "units must nest in strata");
}

inline void refuse_lone_units(design const& rows, std::span<std::uint32_t const> kept, stop_flag stop) {
  std::vector<bool> is_alone(rows.n_units());
  for (std::size_t s = 0; s + 1 < rows.stratum_begin.size(); ++s)
    is_alone[rows.stratum_begin[s]] = rows.stratum_begin[s + 1] - rows.stratum_begin[s] == 1;
  fault alone;
  for_rows(rows.n_rows(), stop, [&](std::size_t i) {
    if (is_alone[rows.unit[i]]) alone.add(i);
  });
  if (alone) refuse("strata", as_given(alone, kept), "strata of one unit", "their spread cannot be estimated: join each with another");
}

/// Whether no stratum has both rows with the event and rows without it.
inline bool strata_are_classes(design const& rows, std::span<std::uint8_t const> events, stop_flag stop) {
  if (events.empty()) return false;
  std::vector<std::uint8_t> stratum_has(rows.stratum_begin.size() - 1);  // 1: a negative row, 2: a positive one
  std::vector<std::uint32_t> stratum_of(rows.n_units());
  for (std::uint32_t s = 0; s < stratum_has.size(); ++s)
    std::fill(stratum_of.begin() + rows.stratum_begin[s], stratum_of.begin() + rows.stratum_begin[s + 1], s);
  for_rows(rows.n_rows(), stop, [&](std::size_t i) { stratum_has[stratum_of[rows.unit[i]]] |= static_cast<std::uint8_t>(1 << events[i]); });
  return std::find(stratum_has.begin(), stratum_has.end(), 3) == stratum_has.end();
}

/// Sets `unit`, `stratum_begin` and the other members of the design about units and strata.
inline void number_units(cohort_input const& in, std::span<std::uint8_t const> events, design& out, std::span<std::uint32_t const> kept,
                         bool all, stop_flag stop) {
  std::size_t const n = out.n_rows();
  if ((!in.unit && !in.strata) || n == 0) {
    out.stratum_begin = {0, static_cast<std::uint32_t>(n)};
    return;
  }
  auto const ids_of = [&](std::string_view name, column const& c) { return read_ids(name, all ? c : take(c, kept, stop), stop); };
  std::vector<std::int64_t> id, stratum;
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  if (in.unit) id = ids_of("unit", *in.unit), sort_rows(order, id, stop);
  if (in.strata) stratum = ids_of("strata", *in.strata);
  if (in.unit && in.strata) check_nesting(order, id, stratum, kept, stop);
  if (in.strata) sort_rows(order, stratum, stop);
  out.unit.resize(n);
  std::uint32_t unit = 0;
  for_rows(n, stop, [&](std::size_t k) {
    auto const row = order[k], before = k == 0 ? row : order[k - 1];
    bool const new_stratum = k == 0 || (in.strata && stratum[row] != stratum[before]);
    bool const new_unit = new_stratum || !in.unit || id[row] != id[before];
    if (k > 0 && new_unit) ++unit;
    if (!new_unit) out.is_clustered = true;
    if (new_stratum) out.stratum_begin.push_back(unit);
    out.unit[row] = unit;
  });
  out.stratum_begin.push_back(unit + 1);
  out.is_stratified = out.stratum_begin.size() > 2;
  if (!out.is_stratified) return;
  refuse_lone_units(out, kept, stop);
  out.strata_are_outcome = strata_are_classes(out, events, stop);
}

}  // namespace CLINMETRICS_NAMESPACE::detail
