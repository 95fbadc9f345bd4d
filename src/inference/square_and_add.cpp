// SPDX-License-Identifier: Apache-2.0
// Wilson's limits of two proportions, combined.
#include "clinmetrics/inference/square_and_add.hpp"

#include <algorithm>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "methods.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

bounded by_wilson(proportion p, double z) {
  auto const [lower, upper] = detail::wilson_at(p, z);
  return {p.successes / p.trials, lower, upper};
}

}  // namespace

interval square_and_add(composite const& f, confidence const& c) {
  if (!detail::is_defined(f.a) || !detail::is_defined(f.b)) return detail::no_interval(interval_status::undefined_value);
  auto const d = mover(by_wilson(f.a, c.z), by_wilson(f.b, c.z), f.how);
  bool const is_sum = f.how.h == scale::identity;  // between 0·a + w·0 or 1 and the greatest that proportions allow; a product is in [0, 1]
  double const least = is_sum ? std::min(f.how.weight, 0.0) : 0, greatest = is_sum ? 1 + std::max(f.how.weight, 0.0) : 1;
  return detail::limits(f.map(std::max(d.lower, least)), f.map(std::min(d.upper, greatest)));
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return square_and_add(sides[0].of->closed.parts, c);
}

}  // namespace

method_record const methods::square_and_add{
    .name = "square_and_add",
    .label = "Square and add",
    .meaning = "Combines the Wilson intervals of two proportions into one for their difference or mean (Newcombe’s method 10).",
    .reference = "Newcombe RG. Stat Med 1998;17:873-890, method 10. doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
    .accepts = form_kind::composite,
    .needs_independent_rows = true,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
