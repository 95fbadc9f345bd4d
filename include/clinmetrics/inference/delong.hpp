// SPDX-License-Identifier: Apache-2.0
// Intervals of the AUROC from DeLong's variance.
//
//   delong                A ± z·SE, clipped to [0, 1]
//   logit_delong          A ± z·SE on the logit, SE/(A(1 − A)) there
//   delong_newcombe_hull  the smallest interval that contains logit_delong's and newcombe5's
//
// Degenerate cases: a class of one row has no DeLong variance (too_few), an empty class no value (undefined_value). SE = 0, as at A = 1 or
// with all scores equal: no interval (zero_variance). References: DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics
// 1988;44:837-845. doi:10.2307/2531595; Pepe MS. The Statistical Evaluation of Medical Tests. Oxford 2003, section 5.2 (logit)
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/inference/evidence.hpp"
#include "clinmetrics/inference/newcombe5.hpp"

namespace CLINMETRICS_NAMESPACE {

struct auc_summary {
  double auc, n_positive, n_negative;
  double variance;  ///< DeLong's variance of the AUROC
};

namespace detail {

/// DeLong's variance: the variances of the mean placements of both classes; NaN if a class has one row.
double delong_variance(pair_count const& n, class_spread const& spread);

}  // namespace detail

CLINMETRICS_EXPORT interval delong(auc_summary const& s, confidence const& c);
CLINMETRICS_EXPORT interval logit_delong(auc_summary const& s, confidence const& c);
CLINMETRICS_EXPORT interval delong_newcombe_hull(auc_summary const& s, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
