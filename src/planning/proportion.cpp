// SPDX-License-Identifier: Apache-2.0
// Plans of a proportion by exact sums over the binomial distribution.
#include "clinmetrics/planning/proportion.hpp"

#include "binomial.hpp"
#include "clinmetrics/inference/clopper_pearson.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "least_rows.hpp"

namespace CLINMETRICS_NAMESPACE::planning {
namespace {

void check_goal(double expected, double goal) {
  check_share(expected, "expected");
  check_share(goal, "goal");
}

}  // namespace

std::uint64_t least_successes(std::uint64_t n, double goal, confidence const& c) {
  check_rows(n);
  check_share(goal, "goal");
  std::uint64_t low = 1, high = n + 1;
  while (low < high) {
    auto const x = low + (high - low) / 2;
    if (at_least(x, n, goal) <= c.tail)
      high = x;
    else
      low = x + 1;
  }
  return high;
}

double power_of_proportion(std::uint64_t n, double expected, double goal, confidence const& c) {
  check_goal(expected, goal);
  return at_least(least_successes(n, goal, c), n, expected);
}

std::uint64_t rows_for_power_of_proportion(double power, double expected, double goal, confidence const& c) {
  check_goal(expected, goal);
  check_share(power, "power");
  if (!(goal < expected)) refuse_argument("goal", "lie below `expected`: no number of rows shows that a proportion exceeds its own value");
  std::uint64_t n_before = 0, critical = 0;
  return least_lasting_rows(rows_of_a_tooth(expected - goal, "power"), "power", [&](std::uint64_t n) {
    if (n != n_before + 1 || n_before == 0)
      critical = least_successes(n, goal, c);
    else if (at_least(critical, n, goal) > c.tail)  // from one n to the next it rises by 0 or 1
      ++critical;
    n_before = n;
    return at_least(critical, n, expected) >= power;
  });
}

double width_of_proportion(std::uint64_t n, double expected, proportion_interval method, confidence const& c) {
  check_rows(n);
  check_share(expected, "expected");
  auto const make = method == proportion_interval::wilson ? &wilson : &clopper_pearson;
  return binomial_mean(n, expected, [&](std::uint64_t x) {
    auto const i = make({static_cast<double>(x), static_cast<double>(n)}, c);
    return i.upper - i.lower;
  });
}

std::uint64_t rows_for_width_of_proportion(double width, double expected, proportion_interval method, confidence const& c) {
  check_share(width, "width");
  return least_rows(1, "width", [&](std::uint64_t n) { return width_of_proportion(n, expected, method, c) <= width; });
}

}  // namespace CLINMETRICS_NAMESPACE::planning
