// SPDX-License-Identifier: Apache-2.0
// Jeffreys' interval of a proportion: the equal-tailed posterior interval under Jeffreys' prior Beta(½, ½).
//
//   lower, upper = the (1 − level)/2 and (1 + level)/2 quantiles of Beta(x + ½, n − x + ½), but lower = 0 at x = 0 and upper = 1 at x = n.
//
// The exceptions at x = 0 and x = n are those of Brown, Cai and DasGupta: the quantile there excludes a true share of 0 or 1, which the
// data do not contradict. Some programs print the quantile. Degenerate cases: n = 0 has no interval (undefined_value). x and n need not be
// whole. Reference: Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133. doi:10.1214/ss/1009213286
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT interval jeffreys(proportion p, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
