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
#include <cstddef>
#include <vector>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE {

/// Of the weights that rows have in several replicates, the lanes.
template <std::size_t n_lanes>
struct condensed_lanes {
  static constexpr std::size_t n_nodes = 12;
  static constexpr double widest = 1;  ///< of a bin, multiplied by the slope at which the risks are wanted
  using weights = std::array<double, n_lanes>;
  struct node {
    double logit;
    weights weight;
  };
  std::array<std::vector<node>, 2> of_class;  ///< of rows without and with the event

  /// Calls f(logit, weight, event) for every node, with the weight in a lane multiplied by `sign`.
  template <class F>
  void for_each(double sign, F const& f, std::size_t lane = 0) const {
    for (int event = 0; event < 2; ++event)
      for (auto const& [logit, weight] : of_class[static_cast<std::size_t>(event)]) f(logit, sign * weight[lane], event);
  }
};

using condensed_logits = condensed_lanes<1>;

/// Takes finite logits in descending order.
template <std::size_t n_lanes>
class lane_condenser {
 public:
  using condensed = condensed_lanes<n_lanes>;
  using weights = typename condensed::weights;
  explicit lane_condenser(double width) : width_(width) {}
  void add(double logit, weights const& weight, bool event);
  condensed finish() &&;

 private:
  /// The logits of one class in the last bin.
  struct class_of_bin {
    std::vector<typename condensed::node> last;  ///< different ones, at most as many as there are nodes
    bool are_more = false;
    std::array<weights, condensed::n_nodes> sums;  ///< of Chebyshev polynomials, over those before `last`
  };
  void add_to_sums(class_of_bin& logits) const;
  void end_bin();

  double width_, bin_ = 0;
  std::array<class_of_bin, 2> of_bin_;
  condensed out_;
};

using logit_condenser = lane_condenser<1>;

}  // namespace CLINMETRICS_NAMESPACE
