// SPDX-License-Identifier: Apache-2.0
// The reliability part of the Brier score over bins of risk, by Murphy.
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

struct brier_reliability {
  using tally = calibration_bins;
  static constexpr auto parameters = ece::parameters;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr brier_reliability with(std::span<double const> p) {
    return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "brier_reliability",
      .label = "Brier reliability",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum over bins of (n_b / n) (mean p_b - mean y_b)^2",
      .meaning =
          "The part of the Brier score that miscalibration adds, over bins of the score. 0 is perfect. Brier score = reliability "
          "- resolution + uncertainty + the part within bins.",
      .undefined = "no row",
      .reference = "Murphy AH. J Appl Meteorol 1973;12:595-600. doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2",
      .aliases = "murphy_reliability",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "l1_projection",
      .interval_dependent = "l1_projection",
      .depends_on_prevalence = true,
  };
  static value of(calibration_bins const& t) {
    if (t.total() == 0) return undefined(status::empty);
    double sum = 0;
    for_each_gap(t, [&](double share, double gap) { sum += share * gap * gap; });
    return defined(sum);
  }
  /// The square of a distance r changes by at most d² + 2rd if the distance changes by d.
  static double between(std::uint64_t const* replicate, std::uint64_t const* all, std::uint32_t n_words) {
    calibration_bins const a{{replicate, n_words}}, b{{all, n_words}};
    if (a.total() == 0) return not_a_number;
    double const d = std::sqrt(squared_distance(a, b));
    return d * (d + 2 * std::sqrt(of(b).number));
  }
  static sum_of_deviations form_of(calibration_bins const&) { return {&between}; }
};

}  // namespace CLINMETRICS_NAMESPACE
