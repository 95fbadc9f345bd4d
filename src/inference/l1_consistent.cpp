// SPDX-License-Identifier: Apache-2.0
// The projection interval with a lower limit of 0 where the bins agree with calibration.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
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

/// What one standard normal number, that of the bin `drawn`, adds to the gaps.
struct effect {
  std::size_t drawn;
  std::vector<std::pair<std::size_t, double>> on;  ///< bin, factor
};

/// Effects whose sums have these covariances: the columns of their Cholesky factor.
std::vector<effect> effects_of(bin_covariances const& given) {
  std::vector<effect> out;
  std::size_t const n = given.variance.size();
  if (given.matrix.empty()) {
    for (std::size_t bin = 0; bin < n; ++bin)
      if (given.variance[bin] > 0) out.push_back({bin, {{bin, std::sqrt(given.variance[bin])}}});
    return out;
  }
  using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  auto const size = static_cast<Eigen::Index>(n);
  Eigen::LDLT<matrix> const found(Eigen::Map<matrix const>(given.matrix.data(), size, size));
  Eigen::VectorXi const at = found.transpositionsP().transpose() * Eigen::VectorXi::LinSpaced(size, 0, static_cast<int>(size - 1)).eval();
  matrix const lower = found.matrixL();
  for (Eigen::Index k = 0; k < size; ++k) {
    double const sd = std::sqrt(std::max(found.vectorD()[k], 0.0));
    if (!(sd > 0)) continue;
    effect of{0, {}};
    for (std::size_t bin = 0; bin < n; ++bin) {
      Eigen::Index const row = at[static_cast<Eigen::Index>(bin)];
      if (row == k) of.drawn = bin;
      if (row >= k && lower(row, k) != 0) of.on.emplace_back(bin, sd * lower(row, k));
    }
    out.push_back(std::move(of));
  }
  return out;
}

/// Σ_b |N_b| of each draw, with the normal numbers N_b of the header of l1_projection.
std::vector<double> sums_under_calibration(bin_covariances const& given, std::size_t n_draws, random_source const& from) {
  auto const effects = effects_of(given);
  std::vector<double> sums, gaps(given.variance.size());
  for (std::size_t draw = 0; draw < n_draws; ++draw) {
    std::fill(gaps.begin(), gaps.end(), 0.0);
    for (auto const& of : effects) {
      double const z = normal_draw(of.drawn, draw, from);
      for (auto const& [bin, factor] : of.on) gaps[bin] += factor * z;
    }
    double sum = 0;
    for (double gap : gaps) sum += std::abs(gap);
    sums.push_back(sum);
  }
  return sums;
}

interval make(std::span<side const> sides, std::span<double const>, confidence const& c) {
  auto const& e = *sides[0].of;
  return l1_consistent(e.point.number, e.replicates, e.covariances(), e.random, c.level);
}

}  // namespace

interval l1_consistent(double value, std::span<double const> deviations, bin_covariances const& covariances, random_source const& from,
                       double level) {
  auto i = l1_projection(value, deviations, level);
  if (i.why != interval_status::ok || i.lower == 0) return i;
  auto sums = sums_under_calibration(covariances, deviations.size(), from);
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
    .reads = {.deviations = true, .covariances = true},
    .accepts = form_kind::sum_of_deviations,
    .make = &make,
};

}  // namespace CLINMETRICS_NAMESPACE
