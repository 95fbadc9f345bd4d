// SPDX-License-Identifier: Apache-2.0
// What a significance test says: its statistic, its degrees of freedom and its p value.
#pragma once
#include <cmath>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// `statistic` is NaN if the test has none, as exact tests; `df` is NaN unless the statistic has a χ² or t distribution. `p` is two-sided
/// unless the test says otherwise, and NaN if the test cannot be made.
struct significance_test {
  double statistic = std::nan(""), df = std::nan(""), p = std::nan("");
};

}  // namespace CLINMETRICS_NAMESPACE
