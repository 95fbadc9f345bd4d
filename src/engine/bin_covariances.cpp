// SPDX-License-Identifier: Apache-2.0
#include "bin_covariances.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clinmetrics/core/fixed_point.hpp"
#include "unit_index.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

/// The standard deviations of the sums of one unit, in the bins in which it has rows.
class unit_deviations {
 public:
  explicit unit_deviations(std::size_t n_bins) : of_bin_(n_bins) {}

  void add(std::uint32_t bin, double deviation) {
    if (of_bin_[bin] == 0) bins_.push_back(bin);
    of_bin_[bin] += deviation;
  }
  void end_unit(bin_covariances& to) {
    for (auto a : bins_) to.variance[a] += of_bin_[a] * of_bin_[a];
    if (bins_.size() > 1) {
      std::size_t const n = of_bin_.size();
      if (to.matrix.empty()) to.matrix.resize(n * n);
      for (auto a : bins_)
        for (auto b : bins_)
          if (a != b) to.matrix[a * n + b] += of_bin_[a] * of_bin_[b];
    }
    for (auto a : bins_) of_bin_[a] = 0;
    bins_.clear();
  }

 private:
  std::vector<double> of_bin_;
  std::vector<std::uint32_t> bins_;
};

}  // namespace

bin_covariances covariances_of_bins(deletion_source const& from, stop_flag stop) {
  auto const& rows = *from.rows;
  auto const& passes = *from.passes;
  auto const& sums = passes.pass(passes.pass_of(from.place)).as<row_sums_pass>().sums;
  auto const& risks = *std::find_if(sums.begin(), sums.end(), [](cell_sum const& s) { return !s.amount.empty(); });
  std::size_t const n_bins = risks.n_cells;
  bin_covariances out{std::vector<double>(n_bins), {}};
  unit_deviations of_unit(n_bins);
  double weight = 0;
  std::size_t visited = 0;
  for_each_unit(rows, from.group_rows, [&](auto unit) {
    for (auto row : unit) {
      stop.check(visited++);
      double const p = from_fixed(risks.amount[row], point_bits), w = static_cast<double>(rows.weight_of(row));
      if (p > 0 && p < 1 && w > 0) of_unit.add(risks.cell_of(row), w * std::sqrt(p * (1 - p)));
      weight += w;
    }
    of_unit.end_unit(out);
  });
  for (auto& v : out.variance) v /= weight * weight;
  for (auto& v : out.matrix) v /= weight * weight;
  for (std::size_t bin = 0; bin < n_bins && !out.matrix.empty(); ++bin) out.matrix[bin * n_bins + bin] = out.variance[bin];
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
