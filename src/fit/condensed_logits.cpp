// SPDX-License-Identifier: Apache-2.0
#include "condensed_logits.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "lane_sums.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr auto n_nodes = condensed_logits::n_nodes;
using numbers_of_nodes = std::array<double, n_nodes>;

/// The Chebyshev polynomials T_0, T_1, … at a place in [−1, 1].
numbers_of_nodes polynomials_at(double t) {
  numbers_of_nodes out{1, t};
  for (std::size_t k = 2; k < n_nodes; ++k) out[k] = 2 * t * out[k - 1] - out[k - 2];
  return out;
}

struct chebyshev_node {
  double place;
  numbers_of_nodes polynomials;
};

std::array<chebyshev_node, n_nodes> const chebyshev_nodes = [] {
  std::array<chebyshev_node, n_nodes> out;
  for (std::size_t j = 0; j < n_nodes; ++j) {
    double const place = std::cos((2 * static_cast<double>(j) + 1) * std::numbers::pi / (2.0 * n_nodes));
    out[j] = {place, polynomials_at(place)};
  }
  return out;
}();

}  // namespace

template <std::size_t n_lanes>
void lane_condenser<n_lanes>::add(double logit, weights const& weight, bool event) {
  if (double const own = std::floor(logit / width_); own != bin_) end_bin(), bin_ = own;
  auto& logits = of_bin_[event];
  if (!logits.last.empty() && logits.last.back().logit == logit) {
    for (std::size_t lane = 0; lane < n_lanes; ++lane) logits.last.back().weight[lane] += weight[lane];
    return;
  }
  if (logits.last.size() == n_nodes) add_to_sums(logits);
  logits.last.push_back({logit, weight});
}

template <std::size_t n_lanes>
void lane_condenser<n_lanes>::add_to_sums(class_of_bin& logits) const {
  if (!logits.are_more) logits.sums = {}, logits.are_more = true;
  auto const polynomials_of = [&](double logit) { return polynomials_at(2 * (logit - bin_ * width_) / width_ - 1); };
  if constexpr (n_lanes == lanes) {
    std::array<numbers_of_nodes, n_nodes> at;
    for (std::size_t i = 0; i < logits.last.size(); ++i) at[i] = polynomials_of(logits.last[i].logit);
    add_products(logits.last, at, logits.sums);
  } else {
    static_assert(n_lanes == 1);
    auto sums = logits.sums;  // a local variable, so that it can stay in registers
    for (auto const& [logit, weight] : logits.last) {
      auto const at = polynomials_of(logit);
      for (std::size_t k = 0; k < n_nodes; ++k) sums[k][0] += weight[0] * at[k];
    }
    logits.sums = sums;
  }
  logits.last.clear();
}

template <std::size_t n_lanes>
void lane_condenser<n_lanes>::end_bin() {
  for (std::size_t event = 0; event < 2; ++event) {
    auto& logits = of_bin_[event];
    auto& nodes = out_.of_class[event];
    if (!logits.are_more) {
      nodes.insert(nodes.end(), logits.last.begin(), logits.last.end());
      logits.last.clear();
      continue;
    }
    add_to_sums(logits);
    logits.are_more = false;
    for (auto const& [place, at] : chebyshev_nodes) {
      auto weight = logits.sums[0];
      for (std::size_t k = 1; k < n_nodes; ++k)
        for (std::size_t lane = 0; lane < n_lanes; ++lane) weight[lane] += 2 * at[k] * logits.sums[k][lane];
      for (auto& w : weight) w /= n_nodes;
      nodes.push_back({bin_ * width_ + (place + 1) / 2 * width_, weight});
    }
  }
}

template <std::size_t n_lanes>
condensed_lanes<n_lanes> lane_condenser<n_lanes>::finish() && {
  end_bin();
  return std::move(out_);
}

template class lane_condenser<1>;
template class lane_condenser<lanes>;

}  // namespace CLINMETRICS_NAMESPACE
