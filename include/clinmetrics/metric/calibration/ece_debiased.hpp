// SPDX-License-Identifier: Apache-2.0
// Debiased calibration error: the root mean square distance of observed and predicted risk over bins, less what noise adds to it.
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
#include "clinmetrics/tally/effective_bins.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ece_debiased {
  using tally = effective_bins;
  static constexpr auto parameters = ece::parameters;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr ece_debiased with(std::span<double const> p) {
    return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))};
  }
  static constexpr descriptor about{
      .name = "ece_debiased",
      .label = "Debiased calibration error",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sqrt(max(0, sum over bins of (n_b / n) ((mean y_b - mean p_b)^2 - mean y_b (1 - mean y_b) / (n_b - 1))))",
      .meaning =
          "Root mean square distance between observed and predicted shares over bins of the score, less the part that noise adds. "
          "0 is perfect. A bin with fewer than 2 {rows} adds nothing. With weights, n_b is the effective number (sum w)^2 / sum w^2.",
      .undefined = "no row",
      .reference = "Kumar A, Liang P, Ma T. Verified uncertainty calibration. NeurIPS 2019;32:3787-3798. arXiv:1909.10155",
      .aliases = "debiased_calibration_error",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "l1_projection",
      .interval_dependent = "l1_projection",
      .depends_on_prevalence = true,
  };
  static value of(effective_bins const& tally) {
    auto const& t = tally.bins;
    if (t.total() == 0) return undefined(status::empty);
    auto const all = static_cast<double>(t.total());
    double sum = 0;
    for (std::size_t bin = 0; bin < t.size(); ++bin) {
      if (t.n(bin) == 0) continue;
      double const weight = static_cast<double>(t.n(bin)), n = tally.n_effective(bin);
      if (n < 2) continue;
      double const share = static_cast<double>(t.n_positive(bin)) / weight, gap = share - t.risk(bin) / weight;
      sum += weight / all * (gap * gap - share * (1 - share) / (n - 1));
    }
    return defined(std::sqrt(std::max(sum, 0.0)));
  }
  /// The root mean square change of the gaps.
  static double between(std::uint64_t const* replicate, std::uint64_t const* all, std::uint32_t n_words) {
    auto const a = effective_bins::read({replicate, n_words}).bins, b = effective_bins::read({all, n_words}).bins;
    return a.total() == 0 ? not_a_number : std::sqrt(squared_distance(a, b));
  }
  static sum_of_deviations form_of(effective_bins const&) { return {&between}; }
};

}  // namespace CLINMETRICS_NAMESPACE
