// SPDX-License-Identifier: Apache-2.0
// The resolution part of the Brier score over bins of risk, by Murphy.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "clinmetrics/metric/calibration/ece.hpp"
#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_resolution {
  using tally = calibration_bins;
  static constexpr auto parameters = ece::parameters;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr brier_resolution with(std::span<double const> p) {
    return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "brier_resolution",
      .label = "Brier resolution",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum over bins of (n_b / n) (mean y_b - mean y)^2",
      .meaning =
          "How much the observed shares differ between bins of the score: the part by which they lower the Brier score. 0 if the "
          "score says nothing, at most the uncertainty.",
      .undefined = "no row",
      .reference = "Murphy AH. J Appl Meteorol 1973;12:595-600. doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
      .aliases = "murphy_resolution",
      .greatest = 0.25,
      .h = scale::identity,
      .interval = "transform_t",
      .depends_on_prevalence = true,
      .reads_both_classes = true,
  };
  static value of(calibration_bins const& t) {
    if (t.total() == 0) return undefined(status::empty);
    double const all = static_cast<double>(t.total());
    double events = 0, sum = 0;
    for (std::size_t bin = 0; bin < t.size(); ++bin) events += static_cast<double>(t.n_positive(bin));
    for (std::size_t bin = 0; bin < t.size(); ++bin) {
      if (t.n(bin) == 0) continue;
      auto const n = static_cast<double>(t.n(bin));
      double const apart = static_cast<double>(t.n_positive(bin)) / n - events / all;
      sum += n / all * apart * apart;
    }
    return defined(sum);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
