// SPDX-License-Identifier: Apache-2.0
#include "condensed_logits.hpp"

#include <cmath>
#include <numbers>

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

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
void add_nodes(std::span<double const> logits, double left, double width, std::vector<condensed_logits::node>& out) {
  if (logits.size() <= n_nodes) {
    for (double const x : logits) out.push_back({x, 1});
    return;
  }
  numbers_of_nodes sums{};
  for (double const x : logits) {
    auto const at = polynomials_at(2 * (x - left) / width - 1);
    for (std::size_t k = 0; k < n_nodes; ++k) sums[k] += at[k];
  }
  for (double const t : node_places) {
    auto const at = polynomials_at(t);
    double weight = sums[0];
    for (std::size_t k = 1; k < n_nodes; ++k) weight += 2 * at[k] * sums[k];
    out.push_back({left + (t + 1) / 2 * width, weight / n_nodes});
  }
}

}  // namespace

condensed_logits condense_logits(std::span<std::uint32_t const> rows, std::span<double const> logit, std::uint8_t const* events,
                                 double center, double width, stop_flag stop) {
  condensed_logits out;
  std::array<std::vector<double>, 2> of_bin;
  double bin = 0;
  auto const end_bin = [&] {
    for (std::size_t event = 0; event < 2; ++event) {
      add_nodes(of_bin[event], bin * width, width, out.of_class[event]);
      of_bin[event].clear();
    }
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    stop.check(i);
    double const x = logit[rows[i]] - center;
    if (std::isinf(x)) continue;
    if (double const own = std::floor(x / width); own != bin) end_bin(), bin = own;
    of_bin[events[rows[i]]].push_back(x);
  }
  end_bin();
  return out;
}

}  // namespace CLINMETRICS_NAMESPACE::engine
