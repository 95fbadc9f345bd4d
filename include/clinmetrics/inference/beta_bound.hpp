// SPDX-License-Identifier: Apache-2.0
// The beta bound: limits of a mean of values in a known range, and of the AUROC and average precision, which hold where few rows decide.
//
// For the lower limit, c pseudo-rows are added at the lower end of the range, and the weights of all rows have a Dirichlet distribution.
// The mean μ and the variance v of the weighted mean have closed forms, so that no replicates are drawn; the limit is the quantile of the
// beta distribution with this μ and v. The upper limit is 1 minus the lower limit of the mirrored values 1 − x. The limits are in the range
// and on both sides of the value, and are nested in the level. Values 0 and 1 with c = 1 give Clopper and Pearson's limits, with c = ½
// about Jeffreys'.
//
//   mean of n values:  μ = m·n/(n + c),  v = [n·s²/(n + c) + m²·n·c/(n + c)²]/(n + c + 1);   m their mean, s² = Σ(x − m)²/n
//   AUROC:             c = ½ + ½/min(n₊, n₋) pseudo-rows in each class; v is the sum of two such parts, of the placements of each class
//   average precision: c = ½ pseudo-rows of each class at the worst ends of the ordering; v from the derivatives by the weights of the rows
//   several rows of one unit, or unequal weights: as the mean of N′ independent values with the standard error SE of the jackknife.
//                      SE is widened by the quotient of the quantiles of Student's t and of the normal distribution; N′ = s²/SE², but at
//                      least the effective number of units, and at most that of rows whose share of events varies as that of the units
//
// Degenerate cases: if no beta distribution has this μ and v, the limit is the end of the range. A known bound: where one row in thousands
// decides, a one-sided limit misses up to 8.1 % of the time with c = ½, and 2.5 % with c = 1, at the level .95. Basis: Gaffke N. Math
// Methods Stat 2005;14:451 (c = 1, one sample); Learned-Miller E, Thomas PS. arXiv:1905.06208; Phan M et al. arXiv:2106.03163. The use of
// a beta distribution, c < 1 and the forms of two samples are new here and have not been reviewed by others.
#pragma once
#include <span>

#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/core/part_runner.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/inference/evidence.hpp"

namespace CLINMETRICS_NAMESPACE {

/// n values in [0, 1]: their mean and Σ(x − mean)²/n.
struct mean_summary {
  double n, mean, variance;
};

/// The AUROC, and how the placements of each class differ. `pseudo_rows` as below; 0: c = ½ + ½/min(n₊, n₋).
struct placement_summary {
  double auc, n_positive, n_negative;
  class_spread spread;
  double pseudo_rows = 0;
};

/// Of a mean of values in [0, 1]. `pseudo_rows` is the c of the formulas above.
CLINMETRICS_EXPORT interval beta_bound(mean_summary const& s, double pseudo_rows, confidence const& c);

/// Of the AUROC.
CLINMETRICS_EXPORT interval beta_bound(placement_summary const& s, confidence const& c);

/// Of the average precision, from the runs of equal scores, the highest score first.
CLINMETRICS_EXPORT precision_moments moments_of(std::span<tied_rows const> runs, part_runner const& run = run_in_order);
/// Fewer than two positive rows: too_few.
CLINMETRICS_EXPORT interval beta_bound(precision_moments const& m, confidence const& c);

/// N′: so many independent rows of this variance have a mean with the standard error `se`. At least `least` and at most `greatest`.
CLINMETRICS_EXPORT double effective_rows(double variance, double se, double least, double greatest);

}  // namespace CLINMETRICS_NAMESPACE
