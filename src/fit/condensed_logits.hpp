// SPDX-License-Identifier: Apache-2.0
// Many logits as few: sums of smooth functions over them take little time and memory, whatever the number of rows.
//
// The logits of a class are divided into bins. In a bin with more than `n_nodes` different ones, as many Chebyshev nodes stand for them,
// with weights by which every polynomial of a degree below n_nodes has the sum that it has over the rows; in other bins each logit is a
// node. The weight of a node may be negative. The error is that of interpolating the function in a bin: for the risk at a slope b, which is
// analytic where |Im(b·logit)| < π, a share of about ρ^−n_nodes, with d = 2π/(b·width) and ρ = d + √(d² + 1); at b·width = 1 this is less
// than 1e-13. Reference: Trefethen LN. Approximation Theory and Approximation Practice. SIAM 2013, chapter 8
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

struct condensed_logits {
  static constexpr std::size_t n_nodes = 12;
  static constexpr double widest = 1;  ///< of a bin, multiplied by the slope at which the risks are wanted
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

/// Takes finite logits in descending order.
class logit_condenser {
 public:
  explicit logit_condenser(double width) : width_(width) {}
  void add(double logit, double weight, bool event);
  condensed_logits finish() &&;

 private:
  void end_bin();

  double width_, bin_ = 0;
  std::array<std::vector<condensed_logits::node>, 2> of_bin_;  ///< of each class: different logits of the last bin
  condensed_logits out_;
};

}  // namespace CLINMETRICS_NAMESPACE
