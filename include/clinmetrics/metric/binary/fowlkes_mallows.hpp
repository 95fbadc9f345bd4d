// SPDX-License-Identifier: Apache-2.0
// Fowlkes–Mallows index: the geometric mean of PPV and sensitivity.
#pragma once
#include <cmath>

#include "clinmetrics/metric/cells.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"

namespace CLINMETRICS_NAMESPACE {

struct fowlkes_mallows {
  using tally = confusion;
  static constexpr descriptor about{
      .name = "fowlkes_mallows",
      .label = "Fowlkes–Mallows index",
      .section = sections::decision,
      .family = "binary",
      .formula = "sqrt(PPV * TPR)",
      .meaning = "Geometric mean of PPV and sensitivity.",
      .undefined = "no positive row or no predicted positive",
      .reference = "Fowlkes EB, Mallows CL. J Am Stat Assoc 1983;78:553-569. doi:10.1080/01621459.1983.10478008",
      .aliases = "fowlkes_mallows_index",
      .interval = "hull_bca_delta",
      .published = "bca",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(confusion const& c) {
    if (c.positives() == 0) return undefined(if_any(c, status::no_positives));
    if (c.flagged() == 0) return undefined(status::zero_denominator);
    double const whole = std::sqrt(static_cast<double>(product(c.flagged(), c.positives())));
    double const r = static_cast<double>(c.tp) / whole;
    return defined(r > 1 ? 1 : r);  // the root is rounded
  }
  static constexpr cell_statistic form_of(confusion const& c) { return statistic_of(c, &at); }
  static cell_value at(double const* t) {
    auto const [p, n, f, d] = margins_of(t);
    double const g = t[0] / std::sqrt(f * p), by_f = g / 2 / f, by_p = g / 2 / p;
    return {g, {g / t[0] - by_f - by_p, -by_f, -by_p, 0}};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
