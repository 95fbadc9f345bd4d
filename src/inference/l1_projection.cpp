// SPDX-License-Identifier: Apache-2.0
// The projection interval as a method. Its replicates are deviations and are not compared with a value.
#include "clinmetrics/inference/l1_projection.hpp"

#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return l1_projection(e.point.number, e.replicates, c.level);
}

}  // namespace

method_record const methods::l1_projection{
    .name = "l1_projection",
    .label = "L1 projection",
    .meaning =
        "Adds and subtracts the size of the deviations between observed and predicted shares over bootstrap replicates. It suits an "
        "error that cannot be below 0.",
    .reference = "Scheffé H. Biometrika 1953;40:87-104. doi:10.1093/biomet/40.1-2.87",
    .reads = {.deviations = true},
    .accepts = form_kind::sum_of_deviations,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
