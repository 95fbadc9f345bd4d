// SPDX-License-Identifier: Apache-2.0
// Expected calibration error: the mean distance between observed and predicted risk over bins of risk.
#pragma once
#include <array>
#include <cmath>
#include <span>

#include "clinmetrics/metric/descriptor.hpp"
#include "clinmetrics/metric/form.hpp"
#include "clinmetrics/metric/ratio.hpp"
#include "clinmetrics/tally/calibration_bins.hpp"

namespace CLINMETRICS_NAMESPACE {

struct ece {
  using tally = calibration_bins;
  int bins = 10;
  binning how = binning::equal_width;
  static constexpr std::array parameters{
      parameter{.name = "bins", .standard = 10, .least = 1, .greatest = 1000, .is_whole = true},
      parameter{.name = "binning", .standard = 0, .least = 0, .greatest = 1, .choices = "equal_width|equal_mass", .is_whole = true},
  };
  static constexpr ece with(std::span<double const> p) { return {static_cast<int>(p[0]), static_cast<binning>(static_cast<int>(p[1]))}; }
  static constexpr descriptor about{
      .name = "ece",
      .label = "Expected calibration error",
      .section = sections::calibration,
      .family = "calibration",
      .formula = "sum over bins of (n_b / n) |mean y_b - mean p_b|",
      .meaning =
          "Mean distance between observed and predicted shares over bins of the score. 0 is perfect. It depends on the bins and is above 0 "
          "even for a perfect model, especially in small samples.",
      .undefined = "no row",
      .reference = "Naeini MP, Cooper GF, Hauskrecht M. AAAI 2015;29:2901-2907. doi:10.1609/aaai.v29i1.9602",
      .aliases = "expected_calibration_error",
      .direction = better::lower,
      .h = scale::identity,
      .interval = "l1_consistent",
      .interval_dependent = "l1_consistent",
      .published = "l1_projection",
      .published_dependent = "l1_projection",
      .depends_on_prevalence = true,
  };
  static value of(calibration_bins const& t) {
    auto const n = t.total();
    if (n == 0) return undefined(status::empty);
    double sum = 0;
    for (std::size_t bin = 0; bin < t.size(); ++bin) sum += std::abs(t.gap(bin, static_cast<double>(n)));
    return defined(sum);
  }
  /// Σ over bins of |gap of the replicate − gap of all rows|, where each gap is a share of its rows.
  static double between(std::uint64_t const* replicate, std::uint64_t const* all, std::uint32_t n_words) {
    calibration_bins const a{{replicate, n_words}}, b{{all, n_words}};
    auto const na = static_cast<double>(a.total()), nb = static_cast<double>(b.total());
    if (na == 0) return not_a_number;
    double sum = 0;
    for (std::size_t bin = 0; bin < a.size(); ++bin) sum += std::abs(a.gap(bin, na) - b.gap(bin, nb));
    return sum;
  }
  static sum_of_deviations form_of(calibration_bins const&) { return {&between}; }
};

}  // namespace CLINMETRICS_NAMESPACE
