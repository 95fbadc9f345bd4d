// SPDX-License-Identifier: Apache-2.0
// Many tests or intervals at once: adjusted p values, and the level that each of several intervals needs.
//
//   holm                adjusted p values; to reject where they are at most α keeps the probability of any false rejection at α or below,
//                       however the tests depend on each other
//   benjamini_hochberg  adjusted p values; to reject where they are at most α keeps the expected share of false rejections at α or below,
//                       if the tests are independent or positively dependent
//   sidak_level         the level of each of m independent intervals whose upper limits, or whose lower limits, shall hold together as one
//                       limit of an interval at `level` does: the tail t of each has (1 − t)^m = (1 + level)/2
//
// Adjusted p values are at most 1, in the order of the input. A p value that is NaN stays NaN and is not counted as a test. References:
// Holm S. Scand J Stat 1979;6:65-70; Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300. doi:10.1111/j.2517-6161.1995.tb02031.x;
// Šidák Z. J Am Stat Assoc 1967;62:626-633. doi:10.1080/01621459.1967.10482935
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

CLINMETRICS_EXPORT std::vector<double> holm(std::span<double const> p_values);
CLINMETRICS_EXPORT std::vector<double> benjamini_hochberg(std::span<double const> p_values);

/// `level` itself for one interval. Throws input_error unless 0 < level < 1.
CLINMETRICS_EXPORT double sidak_level(double level, std::size_t n_intervals);

}  // namespace CLINMETRICS_NAMESPACE
