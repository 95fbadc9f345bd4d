// SPDX-License-Identifier: Apache-2.0
// Values without one unit, by subtraction from the point sums: no tally is computed again from all rows.
#include "jackknife.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// Collects the metric's values on the words that remain.
class rest_values {
 public:
  rest_values(metric_instance const& metric, std::span<std::uint64_t const> words, value whole)
      : metric_(metric), whole_(whole), of_whole_(metric.form_at(words)) {
    if (of_whole_.kind == form_kind::composite_of_proportions) out_.parts.resize(2);
  }

  void add(std::span<std::uint64_t const> rest, std::uint32_t stratum, std::uint64_t n_units) {
    value const v = metric_.value_at(rest);
    if (std::isinf(v.number)) out_.infinite = true;
    if (std::isnan(v.number)) out_.undefined = true;
    auto const n = static_cast<double>(n_units);
    out_.without.add({std::isnan(v.number) ? whole_.number : v.number, n, stratum});
    if (of_whole_.kind == form_kind::proportion) out_.trials.push_back(of_whole_.share.trials - metric_.form_at(rest).share.trials);
    if (out_.parts.empty()) return;
    auto const f = metric_.form_at(rest).parts;
    add_part(out_.parts[0], of_whole_.parts.a, f.a, n, stratum), add_part(out_.parts[1], of_whole_.parts.b, f.b, n, stratum);
  }
  void reserve(std::size_t n_units) { out_.without.reserve(n_units); }
  deletions take() && { return std::move(out_); }

 private:
  static void add_part(deletions& out, part const& whole, part const& rest, double n_units, std::uint32_t stratum) {
    double const v = rest.value();
    out.undefined = out.undefined || std::isnan(v);
    out.without.add({std::isnan(v) ? whole.value() : v, n_units, stratum});
    out.trials.push_back(whole.share.trials - rest.share.trials);
  }

  metric_instance const& metric_;
  value whole_;
  form of_whole_;
  deletions out_;
};

}  // namespace

bool reads_single_units(design const& rows, tally_record const& tally) {
  return !tally.is_cells || rows.is_weighted() || rows.is_clustered || rows.is_stratified;
}

deletions jackknife(deletion_source const& from, metric_instance const& metric, value whole, stop_flag stop) {
  auto const& rows = *from.rows;
  auto const& passes = *from.passes;
  std::vector<std::uint64_t> sums, rest, words;
  passes.gather(from.place, from.group, 0, sums);
  passes.read(from.place, sums, words);
  rest_values values(metric, words, whole);
  auto const& tally = passes.tally_at(from.place);
  if (!reads_single_units(rows, tally)) {  // rows of a cell are equivalent: one computation per cell
    for (std::size_t cell = 0; cell < words.size(); ++cell)
      if (words[cell] > 0) {
        rest = words;
        --rest[cell];
        values.add(rest, 0, words[cell]);
      }
    return std::move(values).take();
  }
  bool const alike = tally.is_cells && !rows.is_weighted() && !rows.is_clustered;  // within a stratum
  if (!alike) values.reserve(rows.is_clustered ? 0 : from.group_rows.size());      // the units of a group have no number yet
  auto const taker = from.deletion->of_group(from.group_rows, passes.slots_at(from.place), stop);
  std::map<std::pair<std::uint32_t, std::vector<std::uint64_t>>, std::uint64_t> kinds;
  std::vector<std::uint64_t> left;
  std::size_t visited = 0;
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    stop.check(visited++);
    left = sums;
    taker->take_out(unit, left);
    passes.read(from.place, left, rest);
    auto const stratum = stratum_of(rows, unit.front());
    if (alike)
      ++kinds[{stratum, rest}];
    else
      values.add(rest, stratum, 1);
  });
  for (auto const& [kind, n_units] : kinds) values.add(kind.second, kind.first, n_units);
  return std::move(values).take();
}

paired_deletions jackknife_of_pair(metric_instance const& metric, paired_value const& a, paired_value const& b,
                                   std::span<alike_rows const> kinds) {
  rest_values of_a(metric, a.words, a.whole), of_b(metric, b.words, b.whole);
  std::vector<std::uint64_t> rest;
  auto const add = [&](rest_values& to, paired_value const& from, std::uint32_t cell, alike_rows const& k) {
    rest.assign(from.words.begin(), from.words.end());
    --rest[cell];
    to.add(rest, k.stratum, k.n);
  };
  for (auto const& k : kinds) add(of_a, a, k.cell_of_a, k), add(of_b, b, k.cell_of_b, k);
  return {std::move(of_a).take(), std::move(of_b).take()};
}

}  // namespace CLINMETRICS_NAMESPACE::engine
