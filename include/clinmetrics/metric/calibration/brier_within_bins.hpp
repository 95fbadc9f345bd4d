// SPDX-License-Identifier: Apache-2.0
// The part of the Brier score within bins of risk, which Murphy’s three parts leave.
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
#include "clinmetrics/tally/brier_bins.hpp"

namespace CLINMETRICS_NAMESPACE {

struct brier_within_bins {
  using tally = brier_bins;
  static constexpr auto parameters = ece::parameters;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr brier_within_bins with(std::span<double const> p) {
    return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "brier_within_bins",
      .label = "Brier within bins",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "mean (p - y)^2 - reliability + resolution - uncertainty",
      .meaning =
          "What the three parts of the Brier score over bins leave, because risks differ within a bin. 0 if all risks of a bin "
          "are equal; more bins bring it closer to 0.",
      .undefined = "no row",
      .reference = "Stephenson DB, Coelho CAS, Jolliffe IT. Weather Forecast 2008;23:752-757. doi:10.1175/2007WAF2006116.1",
      .aliases = "murphy_residual",
      .least = -1,
      .direction = better::zero,
      .h = scale::identity,
      .interval = "transform_t",
      .depends_on_prevalence = true,
  };
  static value of(brier_bins const& t) {
    auto const& bins = t.bins;
    if (bins.total() == 0) return undefined(status::empty);
    double const all = static_cast<double>(bins.total());
    double sum = t.squared_error() / all;
    for (std::size_t bin = 0; bin < bins.size();
         ++bin) {  // of the means of a bin the Brier score is reliability − resolution + uncertainty
      if (bins.n(bin) == 0) continue;
      double const n = static_cast<double>(bins.n(bin)), y = static_cast<double>(bins.n_positive(bin)) / n, p = bins.risk(bin) / n;
      sum -= n / all * ((p - y) * (p - y) + y * (1 - y));
    }
    return defined(sum);
  }
};

}  // namespace CLINMETRICS_NAMESPACE
