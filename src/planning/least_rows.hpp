// SPDX-License-Identifier: Apache-2.0
// The least number of rows for which a condition holds.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "checks.hpp"

namespace CLINMETRICS_NAMESPACE::planning {

[[noreturn]] inline void refuse_size(std::string_view argument) {
  throw input_error("`" + std::string(argument) +
                    "` is not reached with 10,000,000 rows; ask for less power, a wider interval or a goal further away");
}

/// A number of rows that need not be whole, rounded up. Rounding errors do not add a row.
inline std::uint64_t whole_rows(double n, std::string_view argument) {
  if (!(n <= static_cast<double>(most_rows))) refuse_size(argument);
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(n * (1 - 1e-12))));
}

/// For a condition that holds for all larger numbers once it holds: the least n >= `from`.
template <class Condition>
std::uint64_t least_rows(std::uint64_t from, std::string_view argument, Condition holds) {
  if (from > most_rows) refuse_size(argument);
  std::uint64_t below = from, n = from;
  while (!holds(n)) {
    if (n == most_rows) refuse_size(argument);
    below = n + 1, n = std::min(2 * n, most_rows);
  }
  while (below < n) {  // holds(n), and no number under `below` holds
    auto const middle = below + (n - below) / 2;
    if (holds(middle))
      n = middle;
    else
      below = middle + 1;
  }
  return n;
}

/// For a condition that holds from some n on, and before that for some numbers and not for others: the least n from which on it holds.
/// `step` is a number of rows after which the condition changes no more; it is tried for each number up to there.
template <class Condition>
std::uint64_t least_lasting_rows(std::uint64_t step, std::string_view argument, Condition holds) {
  auto last = least_rows(1, argument, holds);  // among the numbers where the condition changes
  while (last > 1 && holds(last)) last = last > step ? last - step : 1;
  for (auto n = last; n <= last + step; ++n) {
    if (n > most_rows) refuse_size(argument);
    if (!holds(n)) last = n;
  }
  return holds(last) ? last : last + 1;
}

/// Such a number for a test of a distance d of two proportions. One more necessary success moves the limit of a test as far as 2/d rows
/// move what is expected, so that the power can fall below an earlier one within about 2/d rows only; ten times that is tried.
inline std::uint64_t rows_of_a_tooth(double distance, std::string_view argument) { return 50 + whole_rows(20 / distance, argument); }

}  // namespace CLINMETRICS_NAMESPACE::planning
