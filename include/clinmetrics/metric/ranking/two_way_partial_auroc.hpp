// SPDX-License-Identifier: Apache-2.0
// Two-way partial AUROC: the area under the ROC curve above a least sensitivity and within a least specificity.
#pragma once
#include <array>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ranking/curve_point.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/operating_point.hpp"

namespace CLINMETRICS_NAMESPACE {

struct two_way_partial_auroc {
  using tally = roc_corner;
  double sensitivity = 0.8, specificity = 0.8;
  static constexpr std::array parameters{detail::limit_parameter("sensitivity", 0.8), detail::limit_parameter("specificity", 0.8)};
  static constexpr two_way_partial_auroc with(std::span<double const> p) { return {p[0], p[1]}; }
  static constexpr descriptor about{
      .name = "two_way_partial_auroc",
      .label = "Two-way partial AUROC",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "integral of max(sensitivity(FPR) - least sensitivity, 0) over FPR from 0 to 1 - least specificity",
      .meaning =
          "Area under the ROC curve where both the sensitivity and the specificity are at least as high as demanded. Its greatest value is "
          "(1 - sensitivity)(1 - specificity); 0 means that no part of the curve satisfies both.",
      .undefined = "a class has no row",
      .reference = "Yang H, Lu K, Lyu X, Hu F. Stat Methods Med Res 2019;28:184-195. doi:10.1177/0962280217718866",
      .interval = "bca",
      .interval_dependent = "bca",
      .reads_both_classes = true,
  };
  constexpr value of(tally const& t) const {
    if (auto const why = detail::both_classes_of(t); why != status::ok) return undefined(why);
    return defined(t.pairs / (static_cast<double>(t.n_positive) * static_cast<double>(t.n_negative)));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
