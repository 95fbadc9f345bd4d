// SPDX-License-Identifier: Apache-2.0
// Collects the values of a metric on the words that remain when units are left out.
#pragma once
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "clinmetrics/engine/registry.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

/// The numbers of rows that a form counts: one, or one for each of its two proportions; none if it does not say.
struct counted_rows {
  std::size_t size = 0;
  double of[2] = {};
};
inline counted_rows rows_of(form const& f) {
  switch (f.kind) {
    case form_kind::proportion:
      return {1, {f.share.trials}};
    case form_kind::carried_proportion:
      return {1, {f.carried.share.trials}};
    case form_kind::weighted_proportion:
      return {1, {f.weighted.x + f.weighted.y + f.weighted.z}};
    case form_kind::cell_statistic:
      return {1, {f.cells.counts[0] + f.cells.counts[1] + f.cells.counts[2] + f.cells.counts[3]}};
    case form_kind::event_ratio:
      return {1, {f.events.n}};
    case form_kind::ratio_of_proportions:
      return {2, {f.ratio.a.trials, f.ratio.b.trials}};
    case form_kind::odds_ratio:
      return {2, {f.odds.a.trials, f.odds.b.trials}};
    default:
      return {};
  }
}

class values_without {
 public:
  using keep = delete_one_values::keep;

  /// `words` and `whole`: the tally with all units, and its value. `what`: of a proportion and of two numbers, all values are kept.
  /// `are_alike`: all units are single rows of equal weight, so that the amounts of proportions alone are counted, and a mean beside
  /// another number has no values of its own.
  values_without(metric_instance const& metric, std::span<std::uint64_t const> words, value whole, keep what = keep::all,
                 bool are_alike = true)
      : metric_(metric), whole_(whole), of_whole_(metric.form_at(words)) {
    bool const is_share = of_whole_.kind == form_kind::proportion;
    bool const has_parts = of_whole_.kind == form_kind::composite_of_proportions || (of_whole_.kind == form_kind::composite && !are_alike);
    out_.without = delete_one_values(has_parts || is_share ? keep::all : what);
    if (has_parts) out_.parts.resize(2);
    out_.amounts.resize(!are_alike || is_share ? rows_of(of_whole_).size : 0);
  }

  void add(std::span<std::uint64_t const> rest, std::uint32_t stratum, double n_units) {
    value const v = metric_.value_at(rest);
    if (std::isinf(v.number)) out_.infinite = true;
    if (std::isnan(v.number)) out_.undefined = true;
    out_.without.add({std::isnan(v.number) ? whole_.number : v.number, n_units, stratum});
    if (are_values_alone()) return;
    auto const f = metric_.form_at(rest);
    auto const whole = rows_of(of_whole_), left = rows_of(f);
    for (std::size_t i = 0; i < out_.amounts.size(); ++i) out_.amounts[i].add(whole.of[i] - left.of[i], n_units);
    if (f.kind == form_kind::proportion) out_.trials.push_back(of_whole_.share.trials - f.share.trials);
    if (out_.parts.empty()) return;
    add_part(out_.parts[0], of_whole_.parts.a, f.parts.a, n_units, stratum);
    add_part(out_.parts[1], of_whole_.parts.b, f.parts.b, n_units, stratum);
  }
  /// Whether values are all that is collected.
  bool are_values_alone() const { return out_.amounts.empty() && out_.parts.empty(); }
  /// Takes those of the units that follow, values alone, out of `next`.
  void take_from(values_without& next) {
    out_.infinite = out_.infinite || next.out_.infinite, out_.undefined = out_.undefined || next.out_.undefined;
    out_.without.take_from(next.out_.without);
  }
  void reserve(std::size_t n_units) { out_.without.reserve(n_units); }
  deletions take() && { return std::move(out_); }

 private:
  /// The part itself; of odds, their proportion.
  static void add_part(deletions& out, part const& whole, part const& rest, double n_units, std::uint32_t stratum) {
    auto const value_of = [](part const& p) { return p.is == part::kind::odds ? p.share.successes / p.share.trials : p.value(); };
    double const v = value_of(rest);
    out.undefined = out.undefined || std::isnan(v);
    out.without.add({std::isnan(v) ? value_of(whole) : v, n_units, stratum});
    if (rest.is == part::kind::mean) return;
    out.amounts.resize(1), out.amounts[0].add(whole.share.trials - rest.share.trials, n_units);
  }

  metric_instance const& metric_;
  value whole_;
  form of_whole_;
  deletions out_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
