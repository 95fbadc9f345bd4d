// SPDX-License-Identifier: Apache-2.0
// Intervals of likelihood and odds ratios, symmetric on the logarithm: log R ± z·SE.
//
//   LR+ = (TP/P)/(FP/N):  SE² = 1/TP − 1/P + 1/FP − 1/N        P = TP + FN, N = FP + TN
//   LR− = (FN/P)/(TN/N):  SE² = 1/FN − 1/P + 1/TN − 1/N
//   DOR = TP·TN/(FP·FN):  SE² = 1/TP + 1/FP + 1/FN + 1/TN
//
// log_ratio has no interval if one of the four counts is 0 (zero_cell). log_haldane computes the limits, but not the value, with ½ added to
// each count, and widens them if they do not contain the value: with a count of 0 the limit on the value's side is then 0 or +inf. A ratio
// of 0/0 has no interval (undefined_value). `se` is on the value's scale, R·SE; log_haldane has none. References: Simel DL, Samsa GP,
// Matchar DB. J Clin Epidemiol 1991;44:763-770. doi:10.1016/0895-4356(91)90128-V; Woolf B. Ann Hum Genet 1955;19:251-253.
// doi:10.1111/j.1469-1809.1955.tb01348.x; Haldane JBS. Ann Hum Genet 1956;20:309-311. doi:10.1111/j.1469-1809.1955.tb01285.x
#pragma once
#include "clinmetrics/core/interval.hpp"
#include "clinmetrics/inference/confidence.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `f`: ratio_of_proportions or odds_ratio; `value`: the ratio, which may be 0, infinite or NaN.
CLINMETRICS_EXPORT interval log_ratio(form const& f, double value, confidence const& c);
CLINMETRICS_EXPORT interval log_haldane(form const& f, double value, confidence const& c);

}  // namespace CLINMETRICS_NAMESPACE
