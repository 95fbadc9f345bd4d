// SPDX-License-Identifier: Apache-2.0
// How much the values of several groups differ beyond the chance that their standard errors explain.
//
//   Cochran's Q        Σ w_k(θ_k − m)², w_k = 1/SE_k², m the mean of the values with these weights; χ² with K − 1 degrees of freedom if all
//                      groups have the same true value
//   I²                 (Q − (K − 1))/Q, at least 0: the share of the differences that chance does not explain
//   between_variance   Σ(θ_k − θ̄)²/(K − 1) − mean(SE_k²), θ̄ the plain mean: an unbiased estimate of the variance of the true values,
//                      which is negative if the values differ less than chance explains
//
// Groups are independent. A group takes part if its value is finite and its standard error is finite and above 0; one without a standard
// error, or with 0 because all its rows agree, would have an infinite weight. `n_groups` is the number that takes part. With fewer than
// two, all other numbers are NaN. References: Cochran WG. Biometrics 1954;10:101-129. doi:10.2307/3001666; Higgins JPT, Thompson SG. Stat
// Med 2002;21:1539-1558. doi:10.1002/sim.1186; Lum K, Zhang Y, Bower A. FAccT 2022:379-389. doi:10.1145/3531146.3533105
#pragma once
#include <cmath>
#include <cstddef>
#include <span>

#include "clinmetrics/compare/test.hpp"

namespace CLINMETRICS_NAMESPACE {

struct value_and_se {
  double value, se;
};

struct group_heterogeneity {
  significance_test cochran_q;
  double i_squared = std::nan(""), between_variance = std::nan("");
  std::size_t n_groups = 0;
};

CLINMETRICS_EXPORT group_heterogeneity heterogeneity(std::span<value_and_se const> groups);

}  // namespace CLINMETRICS_NAMESPACE
