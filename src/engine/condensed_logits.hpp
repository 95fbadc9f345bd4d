// SPDX-License-Identifier: Apache-2.0
// Many logits as few: sums of smooth functions over them take little time, whatever the number of rows.
//
// The logits of a class are divided into bins. In a bin with more than `n_nodes` of them, as many Chebyshev nodes stand for them, with
// weights by which every polynomial of a degree below n_nodes has the sum that it has over the rows; in other bins each row is a node. The
// error is that of interpolating the function in a bin: for the risk at a slope b, which is analytic where |Im(b·logit)| < π, a share of
// about ρ^−n_nodes, with d = 2π/(b·width) and ρ = d + √(d² + 1); at b·width = 1/2 this is less than 1e-13. Reference: Trefethen LN.
// Approximation Theory and Approximation Practice. SIAM 2013, chapter 8
#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "clinmetrics/core/stop.hpp"

namespace CLINMETRICS_NAMESPACE::engine {

struct condensed_logits {
  static constexpr std::size_t n_nodes = 10;
  struct node {
    double logit, weight;
  };
  std::array<std::vector<node>, 2> of_class;  ///< of rows without and with the event

  /// Calls f(logit, weight, event) for every node, with the weight multiplied by `sign`.
  template <class F>
  void for_each(double sign, F const& f) const {
    for (int event = 0; event < 2; ++event)
      for (auto const& [logit, weight] : of_class[static_cast<std::size_t>(event)]) f(logit, sign * weight, event);
  }
};

/// Of some rows by descending logit, less `center`; rows with infinite logits are skipped.
condensed_logits condense_logits(std::span<std::uint32_t const> rows, std::span<double const> logit, std::uint8_t const* events,
                                 double center, double width, stop_flag stop);

}  // namespace CLINMETRICS_NAMESPACE::engine
