// SPDX-License-Identifier: Apache-2.0
// The test of Hosmer and Lemeshow: observed against expected events in groups of equal risk.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/risk_groups.hpp"

namespace CLINMETRICS_NAMESPACE {

struct hosmer_lemeshow {
  using tally = risk_groups;
  int bins = 10;
  static constexpr std::array parameters{parameter{.name = "bins", .standard = 10, .least = 3, .greatest = 1000, .is_whole = true}};
  static constexpr hosmer_lemeshow with(std::span<double const> p) { return {static_cast<int>(p[0])}; }
  static constexpr descriptor about{
      .name = "hosmer_lemeshow",
      .label = "Hosmer–Lemeshow χ²",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum over groups of (O - E)^2 / (E (1 - E / n_g)), E = sum p",
      .meaning =
          "Squared differences between observed and expected events in groups by quantiles (type 7) of the risk, each divided by its "
          "variance. It depends on the groups, and it grows with the number of {rows}.",
      .undefined =
          "units with several rows or unequal weights; no row; infinite if a group with events has only risks of 0, or a group "
          "without some has only risks of 1",
      .reference = "Hosmer DW, Lemeshow S. Commun Stat Theory Methods 1980;9:1043-1069. doi:10.1080/03610928008827941",
      .aliases = "hosmer_lemeshow_chi2",
      .greatest = infinity,
      .direction = better::lower,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
  };
  static value of(risk_groups const& t) {
    if (!t.is_independent) return undefined(status::not_independent);
    if (t.bins.total() == 0) return undefined(status::empty);
    double sum = 0;
    for (std::size_t g = 0; g < t.bins.size(); ++g) {
      auto const n = static_cast<double>(t.bins.n(g)), expected = t.bins.risk(g);
      double const difference = static_cast<double>(t.bins.n_positive(g)) - expected;
      double const variance = n > 0 ? expected * (1 - expected / n) : 0;
      if (difference != 0 && !(variance > 0)) return {infinity, status::zero_denominator};
      if (difference != 0) sum += difference * difference / variance;
    }
    return defined(sum);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
