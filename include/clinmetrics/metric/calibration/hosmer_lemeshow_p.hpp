// SPDX-License-Identifier: Apache-2.0
// The p value of the test of Hosmer and Lemeshow.
#pragma once
#include <array>
#include <cstdint>
#include <span>

#include "clinmetrics/metric/calibration/hosmer_lemeshow.hpp"
#include "clinmetrics/metric/tail.hpp"

namespace CLINMETRICS_NAMESPACE {

enum class validation_kind : std::uint8_t { external, internal };

struct hosmer_lemeshow_p {
  using tally = risk_groups;
  int bins = 10;
  validation_kind validation = validation_kind::external;
  static constexpr std::array parameters{
      hosmer_lemeshow::parameters[0],
      parameter{.name = "validation", .standard = 0, .least = 0, .greatest = 1, .choices = "external|internal", .is_whole = true},
  };
  static constexpr hosmer_lemeshow_p with(std::span<double const> p) {
    return {static_cast<int>(p[0]), static_cast<validation_kind>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "hosmer_lemeshow_p",
      .label = "Hosmer–Lemeshow test, p",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "P(chi-squared >= hosmer_lemeshow), df = groups with rows; 2 fewer for the rows that the model was made on",
      .meaning =
          "The p value of the test of Hosmer and Lemeshow. A small value speaks against calibration; a large value does not show that the "
          "model is calibrated. The test has little power in small samples and finds harmless differences in large ones.",
      .undefined = "units with several rows or unequal weights; no row; too few groups for the degrees of freedom",
      .reference = hosmer_lemeshow::about.reference,
      .direction = better::neither,
      .h = scale::identity,
      .interval = "none",
      .interval_dependent = "none",
  };
  value of(risk_groups const& t) const {
    auto const chi2 = hosmer_lemeshow::of(t);
    int df = validation == validation_kind::internal ? -2 : 0;
    for (std::size_t g = 0; g < t.bins.size(); ++g) df += t.bins.n(g) > 0;
    if (chi2.why == status::ok && df < 1) return undefined(status::zero_denominator);
    return std::isnan(chi2.number) ? chi2 : defined(chi_squared_p(chi2.number, df));
  }
};

}  // namespace CLINMETRICS_NAMESPACE
