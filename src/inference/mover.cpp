// SPDX-License-Identifier: Apache-2.0
// Joins the distances between two numbers and their limits, as the law of cosines joins two sides of a triangle.
#include "clinmetrics/inference/mover.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "methods.hpp"
#include "parts.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// √(x² − 2r·x·y + y²), the same if x and y are swapped.
double joined(double x, double y, double r) {
  if (std::isinf(x) || std::isinf(y)) return std::numeric_limits<double>::infinity();
  return r == 0 ? std::sqrt(x * x + y * y) : std::sqrt(std::max(x * x + y * y - 2 * r * (x * y), 0.0));
}

/// x^p, correctly rounded for the powers that metrics use.
double raised(double x, double p) { return p == 1 ? x : p == -1 ? 1 / x : p == 0.5 ? std::sqrt(x) : std::pow(x, p); }

/// How far a combination moves down and up when one of its numbers moves to its limits.
struct reach {
  double down, up;
};
/// Of weight·b, from the distances of b to its limits: a subtracted number lowers the combination at its upper limit.
reach reach_of(double to_lower, double to_upper, double weight) {
  double const w = std::abs(weight);
  return weight > 0 ? reach{w * to_lower, w * to_upper} : reach{w * to_upper, w * to_lower};
}

/// (a·b^weight)^power. With a negative power the lower limit is returned as upper.
bounded on_logarithm(bounded const& a, bounded const& b, combination const& how, double r) {
  auto const at = [&](double x, double y) { return raised(x * raised(y, how.weight), how.power); };
  double const middle = at(a.value, b.value);
  if (a.value == 0 || b.value == 0)  // there is no logarithm
    return {middle, how.weight > 0 ? at(a.lower, b.lower) : at(a.lower, b.upper),
            how.weight > 0 ? at(a.upper, b.upper) : at(a.upper, b.lower)};
  auto const of_b = reach_of(std::log(b.value / b.lower), std::log(b.upper / b.value), how.weight);
  double const down = joined(std::log(a.value / a.lower), of_b.down, r), up = joined(std::log(a.upper / a.value), of_b.up, r);
  return {middle, middle * std::exp(-down * how.power), middle * std::exp(up * how.power)};
}

}  // namespace

bounded mover(bounded const& a, bounded const& b, combination const& how) {
  double const r = std::clamp(how.weight > 0 ? -how.r : how.r, -1.0, 1.0);
  if (how.h == scale::log) return on_logarithm(a, b, how, r);
  auto const of_b = reach_of(b.value - b.lower, b.upper - b.value, how.weight);
  double const middle = a.value + how.weight * b.value;
  return {middle, middle - joined(a.value - a.lower, of_b.down, r), middle + joined(a.upper - a.value, of_b.up, r)};
}

namespace {

interval of_composite(evidence const& e, confidence const& c) {
  auto const a = detail::interval_of_part(e, 0, c), b = detail::interval_of_part(e, 1, c);
  for (auto const* i : {&a, &b})
    if (i->why != interval_status::ok) return detail::no_interval(i->why);
  auto const& f = e.closed.parts;
  auto how = f.how;
  how.r = detail::correlation_of_parts(e);
  return detail::mapped(mover({f.a.value(), a.lower, a.upper}, {f.b.value(), b.lower, b.upper}, how), f);
}

/// A composite of two numbers, or the difference of two sides, each with the limits of its own method.
interval make(std::span<side const> sides, std::span<double const> correlation, confidence const& c) {
  if (sides.size() == 1) return of_composite(*sides[0].of, c);
  auto const a = sides[0].at(c), b = sides[1].at(c);
  for (auto const* i : {&a, &b})
    if (i->why != interval_status::ok) return detail::no_interval(i->why);
  auto const d = mover({sides[0].of->point.number, a.lower, a.upper}, {sides[1].of->point.number, b.lower, b.upper},
                       {.r = correlation.empty() ? 0 : correlation[0]});
  return detail::limits(d.lower, d.upper);
}

reading reads_of(form_kind form, bool is_independent) {
  if (form == form_kind::composite) return {.row_spread = true};
  return is_independent ? reading{} : reading{.deletions = true, .units = true};
}

}  // namespace

method_record const methods::mover{
    .name = "mover",
    .label = "MOVER",
    .meaning =
        "Interval of a sum, difference, product or quotient of two numbers from the intervals of each and their correlation; with Wilson "
        "intervals of two proportions, Newcombe’s method 10.",
    .reference = "Zou GY, Donner A. Stat Med 2008;27:1693-1702. doi:10.1002/sim.3095",
    .reads = {.deletions = true, .units = true, .row_spread = true},
    .accepts = form_kind::composite | form_kind::composite_of_proportions,
    .needs_independent_rows = form_kind::composite,
    .make = &make,
    .reads_of = &reads_of,
    .most_sides = 2,
};

}  // namespace CLINMETRICS_NAMESPACE
