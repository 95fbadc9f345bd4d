// SPDX-License-Identifier: Apache-2.0
// Values without one unit, by subtraction from the point sums: no tally is computed again from all rows.
#include "jackknife.hpp"

#include <map>
#include <utility>

#include "values_without.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

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
  std::vector<std::uint64_t> rest, words;
  auto const sums = passes.gather(from.place, from.group, 0);
  passes.read(from.place, sums, words);
  auto const& tally = passes.tally_at(from.place);
  if (!reads_single_units(rows, tally)) return jackknife_of_cells(metric, words, whole);
  bool const are_alike = !rows.is_weighted() && !rows.is_clustered;
  values_without values(metric, words, whole, what, are_alike);
  bool const is_counted = tally.is_cells && are_alike;                              // alike units of a stratum are added together
  if (!is_counted) values.reserve(rows.is_clustered ? 0 : from.group_rows.size());  // the units of a group have no number yet
  auto const taker = from.deletion->of_group(from.group_rows, passes.slots_at(from.place), stop);
  std::map<std::pair<std::uint32_t, std::vector<std::uint64_t>>, std::uint64_t> kinds;
  std::vector<std::uint64_t> left;
  bool const reads_weights = !are_alike && rows_of(metric.form_at(words)).size == 0;  // the form does not say what a unit adds
  unit_amounts of_units;
  std::size_t visited = 0;
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    stop.check(visited++);
    if (reads_weights) of_units.add(weight_of_unit(rows, unit));
    left = sums;
    taker->take_out(unit, left);
    passes.read(from.place, left, rest);
    auto const stratum = stratum_of(rows, unit.front());
    if (is_counted)
      ++kinds[{stratum, rest}];
    else
      values.add(rest, stratum, 1);
  });
  for (auto const& [kind, n_units] : kinds) values.add(kind.second, kind.first, static_cast<double>(n_units));
  auto out = std::move(values).take();
  if (reads_weights) out.amounts = {of_units};
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
