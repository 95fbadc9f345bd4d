// SPDX-License-Identifier: Apache-2.0
// Kolmogorov–Smirnov statistic: the greatest distance between the distributions of the scores of the two classes.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ks_statistic {
  using tally = operating_point<cut_search::greatest_distance>;
  static constexpr descriptor about{
      .name = "ks_statistic",
      .label = "Kolmogorov–Smirnov statistic",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "max over thresholds of |TP / n+ - FP / n-|",
      .meaning =
          "Greatest distance between the distributions of the scores of {rows} with and without the outcome. It is the greatest Youden "
          "index of all thresholds, without its sign, and above 0 even for a model that knows nothing.",
      .undefined = "a class has no row",
      .reference = "Conover WJ. Practical nonparametric statistics. 3rd ed. Wiley 1999, section 6.3",
      .aliases = "ks kolmogorov_smirnov",
      .interval = "transform_t",
      .reads_both_classes = true,
  };
  static constexpr value of(tally const& t) {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    auto const a = product(t.tp, t.n_negative), b = product(t.fp, t.n_positive);
    return defined(static_cast<double>(a > b ? a - b : b - a) / static_cast<double>(product(t.n_positive, t.n_negative)));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
