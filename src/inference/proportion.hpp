// SPDX-License-Identifier: Apache-2.0
// What the methods of one proportion have in common.
#pragma once
#include "clinmetrics/inference/method.hpp"
#include "clinmetrics/metric/form.hpp"

namespace CLINMETRICS_NAMESPACE::detail {

/// False if there are no trials or if a number is NaN.
constexpr bool is_defined(proportion p) { return p.trials > 0 && p.successes >= 0 && p.successes <= p.trials; }

/// The interval of a proportion, as the function of a record.
template <interval (*Formula)(proportion, confidence const&)>
interval of_share(std::span<side const> sides, std::span<double const>, confidence const& c) {
  return Formula(sides[0].of->closed.share, c);
}

}  // namespace CLINMETRICS_NAMESPACE::detail
