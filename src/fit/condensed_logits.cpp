// SPDX-License-Identifier: Apache-2.0
#include "condensed_logits.hpp"

#include <cmath>
#include <numbers>
#include <utility>

namespace CLINMETRICS_NAMESPACE {
namespace {

using node = condensed_logits::node;
constexpr auto n_nodes = condensed_logits::n_nodes;
using numbers_of_nodes = std::array<double, n_nodes>;

/// The Chebyshev polynomials T_0, T_1, … at a place in [−1, 1].
numbers_of_nodes polynomials_at(double t) {
  numbers_of_nodes out{1, t};
  for (std::size_t k = 2; k < n_nodes; ++k) out[k] = 2 * t * out[k - 1] - out[k - 2];
  return out;
}

std::array<double, n_nodes> const node_places = [] {
  numbers_of_nodes out;
  for (std::size_t j = 0; j < n_nodes; ++j) out[j] = std::cos((2 * static_cast<double>(j) + 1) * std::numbers::pi / (2.0 * n_nodes));
  return out;
}();

/// Of the logits of one bin and class.
void add_nodes(std::vector<node> const& logits, double left, double width, std::vector<node>& out) {
  if (logits.size() <= n_nodes) {
    out.insert(out.end(), logits.begin(), logits.end());
    return;
  }
  numbers_of_nodes sums{};
  for (auto const& [x, w] : logits) {
    auto const at = polynomials_at(2 * (x - left) / width - 1);
    for (std::size_t k = 0; k < n_nodes; ++k) sums[k] += w * at[k];
  }
  for (double const t : node_places) {
    auto const at = polynomials_at(t);
    double weight = sums[0];
    for (std::size_t k = 1; k < n_nodes; ++k) weight += 2 * at[k] * sums[k];
    out.push_back({left + (t + 1) / 2 * width, weight / n_nodes});
  }
}

}  // namespace

void logit_condenser::add(double logit, double weight, bool event) {
  if (double const own = std::floor(logit / width_); own != bin_) end_bin(), bin_ = own;
  auto& nodes = of_bin_[event];
  if (!nodes.empty() && nodes.back().logit == logit)
    nodes.back().weight += weight;
  else
    nodes.push_back({logit, weight});
}

condensed_logits logit_condenser::finish() && {
  end_bin();
  return std::move(out_);
}

void logit_condenser::end_bin() {
  for (std::size_t event = 0; event < 2; ++event) {
    add_nodes(of_bin_[event], bin_ * width_, width_, out_.of_class[event]);
    of_bin_[event].clear();
  }
}

}  // namespace CLINMETRICS_NAMESPACE
