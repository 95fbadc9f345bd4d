// SPDX-License-Identifier: Apache-2.0
// AUROC: the probability that a positive row has a higher score than a negative row; ties count one half.
#pragma once
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/ranked_pairs.hpp"

namespace CLINMETRICS_NAMESPACE {

struct auroc {
  using tally = ranked_pairs;
  static constexpr descriptor about{
      .name = "auroc",
      .label = "AUROC",
      .section = sections::discrimination,
      .family = "ranking",
      .formula = "P(score+ > score-) + P(score+ = score-) / 2",
      .meaning =
          "Area under the ROC curve: how often a {row} with the outcome has a higher score than a {row} without it (ties count one half). "
          "0.5 is no better than chance, 1 is a perfect order; a value below 0.5 is reported as it is. It does not tell whether the "
          "predicted risks are right.",
      .undefined = "a class has no row",
      .reference = "Hanley JA, McNeil BJ. Radiology 1982;143:29-36. doi:10.1148/radiology.143.1.7063747",
      .aliases = "roc_auc_score auc c_statistic",
      .interval = "beta_bound",
      .interval_dependent = "beta_bound",
      .published = "logit_delong",
      .published_dependent = "transform_t",
      .beside = "delong",
      .reads_both_classes = true,
  };
  static constexpr value of(ranked_pairs const& t) {
    if (t.n_positive == 0) return undefined(t.n_negative == 0 ? status::empty : status::no_positives);
    if (t.n_negative == 0) return undefined(status::no_negatives);
    return defined(static_cast<double>(t.two_u) / static_cast<double>(2 * product(t.n_positive, t.n_negative)));
  }
  static constexpr pair_count form_of(ranked_pairs const& t) {
    return {static_cast<double>(t.n_positive), static_cast<double>(t.n_negative)};
  }
};

}  // namespace CLINMETRICS_NAMESPACE
