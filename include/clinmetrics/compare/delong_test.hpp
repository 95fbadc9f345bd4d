// SPDX-License-Identifier: Apache-2.0
// Tests of equal AUROCs: of two models on the same rows, of two groups of rows, and of several models on the same rows.
//
//   paired_delong_test    Z = (A − B)/√(variance of the difference), standard normal
//   unpaired_delong_test  D = (A − B)/√(v_A + v_B), Student's t with Welch's degrees of freedom,
//                         (v_A + v_B)²/(v_A²/(n_A − 1) + v_B²/(n_B − 1)), n the number of rows, or of units, of each group
//   joint_delong_test     the differences of the AUROCs, weighted by the inverse of their covariance matrix: χ², with as many degrees of
//                         freedom as the differences have independent directions
//
// Degenerate cases: equal AUROCs whose difference has no variance, as those of a model and its copy, have the statistic 0 and p = 1. AUROCs
// that differ without variance, as 0 and 1, cannot be tested: all members are NaN. A copy of a model changes neither the joint statistic
// nor its degrees of freedom; if all models are copies, there are 0. In the joint test, a direction with less than 1e-12 of the largest
// variance counts as one without variance.
//
// References: DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837-845. doi:10.2307/2531595; the t distribution: Robin X et al.
// BMC Bioinformatics 2011;12:77. doi:10.1186/1471-2105-12-77
#pragma once
#include "clinmetrics/compare/delong_covariance.hpp"
#include "clinmetrics/compare/test.hpp"

namespace CLINMETRICS_NAMESPACE {

/// The AUROC of a group of rows, its variance, and the number of rows or units.
struct group_auroc {
  double auc, variance, n;
};

CLINMETRICS_EXPORT significance_test paired_delong_test(double difference, double variance_of_difference);
CLINMETRICS_EXPORT significance_test unpaired_delong_test(group_auroc const& a, group_auroc const& b);
CLINMETRICS_EXPORT significance_test joint_delong_test(auroc_covariance const& models);

}  // namespace CLINMETRICS_NAMESPACE
