// SPDX-License-Identifier: Apache-2.0
// Intervals of likelihood and odds ratios, symmetric on the logarithm: log R ± z·SE.
//
//   LR+ = (TP/P)/(FP/N):  SE² = 1/TP − 1/P + 1/FP − 1/N        P = TP + FN, N = FP + TN
//   LR− = (FN/P)/(TN/N):  SE² = 1/FN − 1/P + 1/TN − 1/N
//   DOR = TP·TN/(FP·FN):  SE² = 1/TP + 1/FP + 1/FN + 1/TN
//
// Degenerate cases: if any of the four cells is 0, the limits alone are made with ½ added to each of them (method log_haldane), and
// stretched to the value where they miss it: the limit on the value's side is then 0 or +inf. A ratio of 0/0 has no interval
// (undefined_value). `se` is on the value's scale, R·SE; with a zero cell NaN. References: Simel DL, Samsa GP, Matchar DB. J Clin Epidemiol
// 1991;44:763-770. doi:10.1016/0895-4356(91)90128-V; Woolf B. Ann Hum Genet 1955;19:251-253. doi:10.1111/j.1469-1809.1955.tb01348.x;
// Haldane JBS. Ann Hum Genet 1956;20:309-311. doi:10.1111/j.1469-1809.1955.tb01285.x
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/metric/unlock.hpp"
#include "clinmetrics/tally/confusion.hpp"

namespace clinmetrics {

interval log_ratio(confusion const& cells, ratio_kind kind, double level);

}  // namespace clinmetrics
