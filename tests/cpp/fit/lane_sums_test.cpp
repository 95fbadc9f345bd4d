// SPDX-License-Identifier: Apache-2.0
// Sums of products by vectors have the bits of the sums one after another, on every instruction set.
#include "fit/lane_sums.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "simd/targets.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(LaneSums, HaveTheBitsOfSumsOneAfterAnother) {
  constexpr auto n_nodes = condensed_logits::n_nodes;
  testing::dice roll(1);
  for (std::size_t const n : {0u, 1u, 3u, 12u, 40u}) {
    std::vector<condensed_lanes<lanes>::node> rows(n);
    std::vector<std::array<double, n_nodes>> factor(n);
    std::array<std::array<double, lanes>, n_nodes> start, expected;
    for (auto& of_node : start)
      for (auto& x : of_node) x = roll.uniform();
    expected = start;
    for (std::size_t i = 0; i < n; ++i) {
      for (auto& w : rows[i].weight) w = roll.below(5) + roll.uniform();
      for (auto& f : factor[i]) f = 2 * roll.uniform() - 1;
      for (std::size_t k = 0; k < n_nodes; ++k)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          double const product = rows[i].weight[lane] * factor[i][k];
          expected[k][lane] += product;
        }
    }
    testing::on_every_target([&] {
      auto sums = start;
      add_products(rows, factor, sums);
      EXPECT_EQ(sums, expected) << n;
    });
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
