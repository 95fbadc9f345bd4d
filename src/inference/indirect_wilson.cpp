// SPDX-License-Identifier: Apache-2.0
// Wilson's limits, carried to a function of the proportion.
#include "clinmetrics/inference/indirect_wilson.hpp"

#include "clinmetrics/inference/wilson.hpp"
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {

interval indirect_wilson(carried_proportion const& f, confidence const& c) {
  auto i = wilson(f.share, c);
  i.lower = f.map(i.lower), i.upper = f.map(i.upper);
  return i;
}

namespace {

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return indirect_wilson(sides[0].of->closed.carried, c);
}

}  // namespace

method_record const methods::indirect_wilson{
    .name = "indirect_wilson",
    .label = "Indirect Wilson",
    .meaning = "Wilson interval of the proportion from which F1 or the Jaccard index is computed, transformed.",
    .reference = "Lam KFY, Gopal V, Qian J. arXiv:2309.14621 (2023)",
    .accepts = form_kind::carried_proportion,
    .needs_independent_rows = form_kind::carried_proportion,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
