// SPDX-License-Identifier: Apache-2.0
// The basic bootstrap interval as a method.
#include "clinmetrics/inference/basic.hpp"

#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return basic(e.coarse, e.replicates, c.level);
}

}  // namespace

method_record const methods::basic{
    .name = "basic",
    .label = "Basic",
    .meaning = "Bootstrap interval: the percentile interval mirrored about the value.",
    .reference = "Davison AC, Hinkley DV. Bootstrap Methods and their Application. Cambridge 1997, equation 5.6",
    .reads = {.replicates = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
