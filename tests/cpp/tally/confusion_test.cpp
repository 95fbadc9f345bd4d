// SPDX-License-Identifier: Apache-2.0
// The four counts and their margins.
#include "clinmetrics/tally/confusion.hpp"

#include <gtest/gtest.h>

#include <array>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(confusion, margins) {
  constexpr confusion c{.tp = 1, .fp = 20, .fn = 300, .tn = 4000};
  EXPECT_EQ(c.positives(), 301u);
  EXPECT_EQ(c.negatives(), 4020u);
  EXPECT_EQ(c.flagged(), 21u);
  EXPECT_EQ(c.cleared(), 4300u);
  EXPECT_EQ(c.total(), 4321u);
}

TEST(confusion, is_read_from_words_in_the_order_tp_fp_fn_tn) {
  std::array<std::uint64_t, 4> const words{1, 2, 3, 4};
  auto const c = confusion::read(words);
  EXPECT_EQ(c.tp, 1u);
  EXPECT_EQ(c.fp, 2u);
  EXPECT_EQ(c.fn, 3u);
  EXPECT_EQ(c.tn, 4u);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
