// SPDX-License-Identifier: Apache-2.0
// Interval of a statistic of four counts, such as MCC, kappa and Fowlkes-Mallows, by the delta method on the counts + ½: it exists for
// every table, even if a bootstrap interval does not.
//
// For a statistic θ of four multinomial counts n_i that does not change if all are multiplied by the same number,
//   SE² = Σ n_i·(∂θ/∂n_i)²,
// here at n_i + ½. The interval is θ̃ ± z·SE on Fisher's z = artanh θ (MCC, kappa) or on the logit (Fowlkes-Mallows), then widened, if
// necessary, to contain the value of the original counts. For kappa this SE is the full one of Fleiss, Cohen and Everitt, not the one under
// the null hypothesis.
//
// Degenerate cases: no interval if the value is undefined (undefined_value). `se` is SE at n_i + ½.
// References: Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327. doi:10.1037/h0028106;
// Agresti A. Categorical Data Analysis, 3rd ed. Wiley 2013, section 16.1 (delta method)
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `value`: of the original counts; `h`: fisher_z or logit.
CLINMETRICS_EXPORT interval delta_fisher_z(cell_statistic const& f, double value, scale h, confidence const& c);

namespace detail {

/// A statistic at its counts and its multinomial standard error.
struct delta_estimate {
  double number, se;
};
CLINMETRICS_EXPORT delta_estimate delta_method(cell_statistic const& f);

}  // namespace detail
}  // namespace CLINMETRICS_NAMESPACE
