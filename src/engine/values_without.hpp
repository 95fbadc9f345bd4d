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

class values_without {
 public:
  using keep = delete_one_values::keep;

  /// `words` and `whole`: the tally with all units, and its value. `what`: of a proportion or two, all values are kept.
  values_without(metric_instance const& metric, std::span<std::uint64_t const> words, value whole, keep what = keep::all)
      : metric_(metric), whole_(whole), of_whole_(metric.form_at(words)) {
    bool const has_parts = of_whole_.kind == form_kind::proportion || of_whole_.kind == form_kind::composite_of_proportions;
    out_.without = delete_one_values(has_parts ? keep::all : what);
    if (of_whole_.kind == form_kind::composite_of_proportions) out_.parts.resize(2);
  }

  void add(std::span<std::uint64_t const> rest, std::uint32_t stratum, double n_units) {
    value const v = metric_.value_at(rest);
    if (std::isinf(v.number)) out_.infinite = true;
    if (std::isnan(v.number)) out_.undefined = true;
    out_.without.add({std::isnan(v.number) ? whole_.number : v.number, n_units, stratum});
    if (of_whole_.kind == form_kind::proportion) out_.trials.push_back(of_whole_.share.trials - metric_.form_at(rest).share.trials);
    if (out_.parts.empty()) return;
    auto const f = metric_.form_at(rest).parts;
    add_part(out_.parts[0], of_whole_.parts.a, f.a, n_units, stratum), add_part(out_.parts[1], of_whole_.parts.b, f.b, n_units, stratum);
  }
  void reserve(std::size_t n_units) { out_.without.reserve(n_units); }
  deletions take() && { return std::move(out_); }

 private:
  /// The proportion, also where the part is its odds.
  static void add_part(deletions& out, part const& whole, part const& rest, double n_units, std::uint32_t stratum) {
    double const v = rest.share.successes / rest.share.trials;
    out.undefined = out.undefined || std::isnan(v);
    out.without.add({std::isnan(v) ? whole.share.successes / whole.share.trials : v, n_units, stratum});
    out.trials.push_back(whole.share.trials - rest.share.trials);
  }

  metric_instance const& metric_;
  value whole_;
  form of_whole_;
  deletions out_;
};

}  // namespace CLINMETRICS_NAMESPACE::engine
