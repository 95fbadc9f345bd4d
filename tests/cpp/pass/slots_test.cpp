// SPDX-License-Identifier: Apache-2.0
// The layout of a block of integers: u64[slot][group][replicate].
#include "clinmetrics/pass/slots.hpp"

#include <gtest/gtest.h>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(slot_block, is_slot_by_group_by_replicate) {
  slot_block block(3, 2, 5);
  EXPECT_EQ(block.words().size(), 30u);
  EXPECT_EQ(block.n_groups(), 2u);
  EXPECT_EQ(block.n_replicates(), 5u);
  for (auto w : block.words()) EXPECT_EQ(w, 0u);
  block.at(2, 1, 4) = 7;
  EXPECT_EQ(block.words().back(), 7u);
  block.at(1, 0, 3) = 9;
  EXPECT_EQ(block.words()[(1 * 2 + 0) * 5 + 3], 9u);
}

TEST(slot_block, a_view_reads_the_slots_of_one_group_and_replicate) {
  slot_block block(3, 2, 5);
  for (std::size_t s = 0; s < 3; ++s)
    for (std::size_t g = 0; g < 2; ++g)
      for (std::size_t r = 0; r < 5; ++r) block.at(s, g, r) = 100 * s + 10 * g + r;
  auto const view = block.view(1, 3);
  EXPECT_EQ(view[0], 13u);
  EXPECT_EQ(view[1], 113u);
  EXPECT_EQ(view[2], 213u);
  EXPECT_TRUE(view.wide_at(1) == wide(113, 213));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
