// SPDX-License-Identifier: Apache-2.0
// The threshold that a rule chooses on the data.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/chosen_confusion.hpp"

namespace CLINMETRICS_NAMESPACE {

struct chosen_threshold {
  using tally = chosen_confusion;
  static constexpr descriptor about{
      .name = "chosen_threshold",
      .label = "Chosen threshold",
      .section = sections::decision,
      .family = "binary",
      .formula = "lowest score of a predicted positive at the cut that the rule chooses over all rows",
      .meaning =
          "The threshold that the rule chooses on all {rows}; it is the same in every group. The interval shows how far it would move with "
          "other {rows}: the threshold is chosen again in each bootstrap replicate. Infinite: no {row} is predicted positive.",
      .undefined = "no threshold satisfies the rule",
      .reference = "Fluss R, Faraggi D, Reiser B. Biom J 2005;47:458-472. doi:10.1002/bimj.200410135",
      .aliases = "optimal_threshold cutpoint",
      .least = -infinity,
      .greatest = infinity,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "percentile",
      .interval_dependent = "percentile",
  };
  static constexpr value of(chosen_confusion const& t) { return t.counts.total() == 0 ? undefined(status::empty) : defined(t.threshold); }
};

}  // namespace CLINMETRICS_NAMESPACE
