// SPDX-License-Identifier: Apache-2.0
// Jeffreys' interval of a proportion: the equal-tailed posterior interval under Jeffreys' prior Beta(½, ½).
//
//   lower, upper = the (1 − level)/2 and (1 + level)/2 quantiles of Beta(x + ½, n − x + ½).
//
// Degenerate cases: the quantiles are given as they are at x = 0 and x = n too, so that a true share of 0 or 1 is not covered (Brown, Cai
// and DasGupta set the limit to 0 or 1 there); n = 0 has no interval (undefined_value). x and n need not be whole.
// Reference: Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133. doi:10.1214/ss/1009213286
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/metric/unlock.hpp"

namespace clinmetrics {

interval jeffreys(proportion p, double level);

}  // namespace clinmetrics
