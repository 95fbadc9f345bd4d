// SPDX-License-Identifier: Apache-2.0
// The percentile interval as a method.
#include "clinmetrics/inference/percentile.hpp"

#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return percentile(e.coarse, e.replicates, c.level);
}

}  // namespace

method_record const methods::percentile{
    .name = "percentile",
    .label = "Percentile",
    .meaning = "Bootstrap interval: the middle part of the values of the metric over bootstrap replicates.",
    .reference = "Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall 1993, section 13.3",
    .reads = {.replicates = true},
    .accepts = form_set::all().without(form_kind::sum_of_deviations),
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
