// SPDX-License-Identifier: Apache-2.0
// Maximum calibration error: the largest distance between observed and predicted risk in a bin of risk.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "clinmetrics/metric/calibration/ece.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"

namespace CLINMETRICS_NAMESPACE {

struct mce {
  using tally = calibration_bins;
  static constexpr auto parameters = ece::parameters;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr mce with(std::span<double const> p) { return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))}; }
  static constexpr descriptor about{
      .name = "mce",
      .label = "Maximum calibration error",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "max over bins of |mean y_b - mean p_b|",
      .meaning =
          "Largest distance between observed and predicted shares in a bin of the score. 0 is perfect. The smallest bin often "
          "decides it, and it is above 0 even for a perfect model.",
      .undefined = "no row",
      .reference = "Naeini MP, Cooper GF, Hauskrecht M. AAAI 2015;29:2901-2907. doi:10.1609/aaai.v29i1.9602",
      .aliases = "maximum_calibration_error",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "none",  // bins with few rows decide it, and replicates vary too little in them: the L1 projection covers down to 83 %
      .interval_dependent = "none",
      .depends_on_prevalence = true,
  };
  static value of(calibration_bins const& t) {
    if (t.total() == 0) return undefined(status::empty);
    double most = 0;
    for_each_gap(t, [&](double, double gap) { most = std::max(most, std::abs(gap)); });
    return defined(most);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
