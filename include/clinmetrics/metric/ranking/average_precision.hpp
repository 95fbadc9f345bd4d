// SPDX-License-Identifier: Apache-2.0
// Average precision: the area under the precision–recall curve, drawn in steps.
#pragma once
#include "clinmetrics/core/fixed_point.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/precision_sum.hpp"

namespace CLINMETRICS_NAMESPACE {

struct average_precision {
  using tally = precision_sum;
  static constexpr descriptor about{
      .name = "average_precision",
      .label = "Average precision",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "sum over thresholds of (recall_k - recall_{k-1}) * precision_k",
      .meaning =
          "Mean of the precision (PPV) at the score of each {row} with the outcome, which averages it over all values of recall "
          "(sensitivity). A model that is no better than chance reaches the prevalence, so values from cohorts with different prevalence "
          "cannot be compared.",
      .undefined = "no positive row",
      .reference = "Boyd K, Eng KH, Page CD. ECML PKDD 2013:451-466. doi:10.1007/978-3-642-40994-3_29",
      .aliases = "average_precision_score auprc",
      .interval = "beta_bound",
      .interval_dependent = "logit_bootstrap_sd",
      .published = "bca",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(precision_sum const& t) {
    if (t.n_positive == 0) return undefined(t.n_negative == 0 ? status::empty : status::no_positives);
    return defined(from_fixed(t.sum, precision_sum::bits) / static_cast<double>(t.n_positive));
  }
  static constexpr mean_over_positives form_of(precision_sum const& t) { return {static_cast<double>(t.n_positive)}; }
};

}  // namespace CLINMETRICS_NAMESPACE
