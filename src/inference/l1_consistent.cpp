// SPDX-License-Identifier: Apache-2.0
// The projection interval with a lower limit of 0 where the bins agree with calibration.
#include <cmath>
#include <vector>

#include "clinmetrics/inference/l1_projection.hpp"
#include "clinmetrics/inference/quantiles.hpp"
#include "clinmetrics/random/philox.hpp"
#include "methods.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

/// A standard normal number for each bin and draw. A block has two words, for draws 2k and 2k + 1. The 53 highest bits of a word are a
/// number between 0 and 1, both excluded.
double normal_draw(std::size_t bin, std::size_t draw, random_source const& from) {
  auto const block =
      random::philox(random::counter(bin, static_cast<std::uint32_t>(draw / 2), from.stream, 0, random::purpose::normal_draw), from.seed);
  return normal_quantile((static_cast<double>(random::word_of(block, draw % 2) >> 11) + 0.5) * 0x1p-53);
}

/// Σ_b |N_b| of each draw, with the normal numbers N_b of the header of l1_projection.
std::vector<double> sums_under_calibration(std::span<double const> variances, std::size_t n_draws, random_source const& from) {
  std::vector<double> sums(n_draws, 0.0);
  for (std::size_t bin = 0; bin < variances.size(); ++bin) {
    if (!(variances[bin] > 0)) continue;
    double const sd = std::sqrt(variances[bin]);
    for (std::size_t draw = 0; draw < n_draws; ++draw) sums[draw] += sd * std::abs(normal_draw(bin, draw, from));
  }
  return sums;
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return l1_consistent(e.point.number, e.replicates, e.bin_variances(), e.random, c.level);
}

}  // namespace

interval l1_consistent(double value, std::span<double const> deviations, std::span<double const> variances, random_source const& from,
                       double level) {
  auto i = l1_projection(value, deviations, level);
  if (i.why != interval_status::ok || i.lower == 0) return i;
  auto sums = sums_under_calibration(variances, deviations.size(), from);
  if (value <= quantile(sums, 1 - one_tail(level))) i.lower = 0;
  return i;
}

method_record const methods::l1_consistent{
    .name = "l1_consistent",
    .label = "L1 consistent",
    .meaning =
        "As L1 projection, but the lower limit is 0 if a calibrated model would often have so large an error by chance. It suits an error "
        "that noise increases.",
    .reference =
        "Scheffé H. Biometrika 1953;40:87-104. doi:10.1093/biomet/40.1-2.87; Bröcker J, Smith LA. Weather Forecast "
        "2007;22:651-661. doi:10.1175/WAF993.1",
    .reads = {.deviations = true, .bin_variances = true},
    .accepts = form_kind::sum_of_deviations,
    .needs_independent_rows = form_kind::sum_of_deviations,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
