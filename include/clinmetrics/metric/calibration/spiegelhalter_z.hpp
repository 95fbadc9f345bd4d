// SPDX-License-Identifier: Apache-2.0
// Spiegelhalter's test of calibration: whether the Brier score is what it is expected to be if the risks are true.
#pragma once
#include <cmath>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/spiegelhalter_sums.hpp"

namespace CLINMETRICS_NAMESPACE {

struct spiegelhalter_z {
  using tally = spiegelhalter_sums;
  static constexpr descriptor about{
      .name = "spiegelhalter_z",
      .label = "Spiegelhalter z",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum (y - p)(1 - 2p) / sqrt(sum (1 - 2p)^2 p (1 - p))",
      .meaning =
          "Difference between the Brier score and its expectation under true risks, in standard errors. Near 0 if the model is calibrated; "
          "above 0 the Brier score is higher, and the model worse, than its risks promise.",
      .undefined = "units with several rows or unequal weights; no row; every risk is 0, 0.5 or 1",
      .reference = "Spiegelhalter DJ. Stat Med 1986;5:421-433. doi:10.1002/sim.4780050506",
      .least = -infinity,
      .greatest = infinity,
      .direction = better::zero,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
  };
  static value of(spiegelhalter_sums const& t) {
    if (!t.is_independent) return undefined(status::not_independent);
    if (t.n == 0) return undefined(status::empty);
    if (t.variance == 0) return undefined(status::zero_denominator);
    return defined(t.sum() / std::sqrt(from_fixed(t.variance, t.bits)));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
