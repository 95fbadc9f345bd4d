// SPDX-License-Identifier: Apache-2.0
// Values without one unit, by subtraction from the point sums: no tally is computed again from all rows.
#include "jackknife.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "parallel.hpp"
#include "values_without.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Leaves out the units of a group in turn.
struct units_left_out {
  deletion_source const& from;
  std::vector<std::uint64_t> const& sums;  ///< of all units
  group_deletion& taker;
  stop_flag stop;

  /// Calls f(unit, words) for each unit of these rows, with the words of the tally without it.
  template <class F>
  void for_each(std::span<std::uint32_t const> rows, F const& f) const {
    std::vector<std::uint64_t> left, words;
    std::size_t visited = 0;
    for_each_unit(*from.rows, rows, [&](auto unit) {
      stop.check(visited++);
      left = sums;
      taker.take_out(unit, left);
      from.passes->read(from.place, left, words);
      f(unit, words);
    });
  }
  void add(std::span<std::uint32_t const> rows, values_without& to) const {
    if (!from.rows->is_clustered) to.reserve(rows.size());  // the units of a group have no number yet
    for_each(rows, [&](auto unit, auto const& words) { to.add(words, stratum_of(*from.rows, unit.front()), 1); });
  }
  /// Units of a stratum that leave the same words are added together.
  void add_kinds(values_without& to) const {
    std::map<std::pair<std::uint32_t, std::vector<std::uint64_t>>, std::uint64_t> kinds;
    for_each(from.group_rows, [&](auto unit, auto const& words) { ++kinds[{stratum_of(*from.rows, unit.front()), words}]; });
    for (auto const& [kind, n_units] : kinds) to.add(kind.second, kind.first, static_cast<double>(n_units));
  }
  /// Of units that are single rows: those of parts of the rows at the same time.
  void add_rows(values_without& to) const {
    if (from.group_rows.size() < 2 * usual_rows_of_part || parallel::n_threads() == 1) return add(from.group_rows, to);
    constexpr std::size_t of_part = delete_one_values::block;  // so that the moments do not depend on the parts
    std::vector<values_without> parts(8 * static_cast<std::size_t>(parallel::n_threads()), to);
    for (std::size_t first = 0; first < from.group_rows.size(); first += parts.size() * of_part) {
      auto const rows = from.group_rows.subspan(first);
      std::size_t const n_parts = std::min(parts.size(), (rows.size() + of_part - 1) / of_part);
      parallel::isolate([&] {  // so that this thread begins no other line while it waits
        parallel::for_each_alone(
            n_parts, [&](std::size_t i) { add(rows.subspan(i * of_part, std::min(of_part, rows.size() - i * of_part)), parts[i]); });
      });
      for (std::size_t i = 0; i < n_parts; ++i) to.take_from(parts[i]);
    }
  }
};

}  // namespace

bool reads_single_units(design const& rows, tally_record const& tally) {
  return !tally.is_cells || rows.is_weighted() || rows.is_clustered || rows.is_stratified;
}

deletions jackknife_of_cells(metric_instance const& metric, std::span<std::uint64_t const> words, value whole) {
  values_without values(metric, words, whole);
  std::vector<std::uint64_t> rest(words.begin(), words.end());
  for (std::size_t cell = 0; cell < words.size(); ++cell) {
    if (words[cell] == 0) continue;
    --rest[cell];
    values.add(rest, 0, static_cast<double>(words[cell]));
    ++rest[cell];
  }
  return std::move(values).take();
}

deletions jackknife(deletion_source const& from, metric_instance const& metric, value whole, delete_one_values::keep what, stop_flag stop) {
  auto const& rows = *from.rows;
  auto const& passes = *from.passes;
  std::vector<std::uint64_t> words;
  auto const sums = passes.gather(from.place, from.group, 0);
  passes.read(from.place, sums, words);
  auto const& tally = passes.tally_at(from.place);
  if (!reads_single_units(rows, tally)) return jackknife_of_cells(metric, words, whole);
  bool const are_alike = !rows.is_weighted() && !rows.is_clustered;
  values_without values(metric, words, whole, what, are_alike);
  auto const taker = from.deletion->of_group(from.group_rows, passes.slots_at(from.place), stop);
  units_left_out const units{from, sums, *taker, stop};
  if (tally.is_cells && are_alike)
    units.add_kinds(values);
  else if (!rows.is_clustered && taker->is_shareable() && values.are_values_alone())
    units.add_rows(values);
  else
    units.add(from.group_rows, values);
  auto out = std::move(values).take();
  bool const reads_weights = !are_alike && rows_of(metric.form_at(words)).size == 0;  // the form does not say what a unit adds
  if (reads_weights) {
    out.amounts.resize(1);
    for_each_unit(rows, from.group_rows, [&](auto unit) { out.amounts[0].add(weight_of_unit(rows, unit)); });
  }
  return out;
}

paired_deletions jackknife_of_pair(metric_instance const& metric, paired_value const& a, paired_value const& b,
                                   std::span<alike_rows const> kinds) {
  values_without of_a(metric, a.words, a.whole), of_b(metric, b.words, b.whole);
  std::vector<std::uint64_t> rest;
  auto const add = [&](values_without& to, paired_value const& from, std::uint32_t cell, alike_rows const& k) {
    rest.assign(from.words.begin(), from.words.end());
    --rest[cell];
    to.add(rest, k.stratum, static_cast<double>(k.n));
  };
  for (auto const& k : kinds) add(of_a, a, k.cell_of_a, k), add(of_b, b, k.cell_of_b, k);
  return {std::move(of_a).take(), std::move(of_b).take()};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
