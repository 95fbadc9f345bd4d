// SPDX-License-Identifier: Apache-2.0
// Simulates one cell: how often the intervals of each metric and method contain the true value.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cell.hpp"
#include "clinmetrics/core/interval.hpp"

namespace CLINMETRICS_NAMESPACE::coverage {

/// The levels at which the errors of the first kind are counted.
inline constexpr std::array<double, 3> p_levels{.01, .025, .05};

/// What happened to the intervals of one metric by one method.
struct count {
  std::string metric, method;  ///< `method` as it was asked for, or "published" for the published limits beside a default
  std::map<std::string, std::uint32_t> used = {};  ///< the methods that gave the intervals
  double truth = 0;
  std::uint32_t n = 0;                     ///< samples
  std::uint32_t n_undefined = 0;           ///< samples without a value
  std::uint32_t n_without = 0;             ///< samples with a value but without an interval
  std::uint32_t n_below = 0, n_above = 0;  ///< intervals that lie above the truth, and below it
  std::uint32_t n_finite = 0;
  double width = 0;                             ///< sum of the finite widths; of ratios the widths of the logarithm
  std::uint32_t n_p = 0;                        ///< samples with a p value of a claim that is not true
  std::array<std::uint32_t, 3> n_p_below = {};  ///< of these, the p values below each level

  std::uint32_t n_intervals() const { return n - n_undefined - n_without; }
  double coverage() const;
  /// The Monte-Carlo standard error of the coverage; of a coverage of 0 or 1 as if one interval were different.
  double error() const;
};

/// Counts the interval of one sample.
void add(count& to, bool is_defined, interval const& i);

/// One for each metric and method. `number` is the cell's number in its grid and part of the random stream.
std::vector<count> simulate(cell const& c, std::uint32_t number, std::uint32_t n_samples, std::uint64_t seed);

}  // namespace CLINMETRICS_NAMESPACE::coverage
