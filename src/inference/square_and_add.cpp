// SPDX-License-Identifier: Apache-2.0
// Wilson's limits of two proportions, combined.
#include "clinmetrics/inference/square_and_add.hpp"

#include <algorithm>

#include "clinmetrics/inference/detail/no_interval.hpp"
#include "clinmetrics/inference/mover.hpp"
#include "clinmetrics/inference/wilson.hpp"
#include "methods.hpp"
#include "parts.hpp"
#include "proportion.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

bounded by_wilson(part const& p, double z) {
  auto const [lower, upper] = detail::wilson_at(p.share, z);
  return {p.value(), p.of_share(lower), p.of_share(upper)};
}

}  // namespace

interval square_and_add(composite_of_proportions const& f, confidence const& c) {
  if (!detail::is_defined(f.a) || !detail::is_defined(f.b)) return detail::no_interval(interval_status::undefined_value);
  auto const parts = form(f).parts;
  return detail::mapped(mover(by_wilson(parts.a, c.z), by_wilson(parts.b, c.z), f.how), parts);
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& f = sides[0].of->closed.parts;
  return square_and_add({f.a.share, f.b.share, f.how, f.map, f.b.is == part::kind::odds}, c);
}

}  // namespace

method_record const methods::square_and_add{
    .name = "square_and_add",
    .label = "Square and add",
    .meaning = "Combines the Wilson intervals of two proportions into one for their difference or mean (Newcombe’s method 10).",
    .reference = "Newcombe RG. Stat Med 1998;17:873-890, method 10. doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I",
    .accepts = form_kind::composite_of_proportions,
    .needs_independent_rows = form_kind::composite_of_proportions,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
