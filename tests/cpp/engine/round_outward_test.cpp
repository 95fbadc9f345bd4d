// SPDX-License-Identifier: Apache-2.0
// Rounding to few digits, away from the numbers that must stay inside.
#include "engine/round_outward.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE::engine {
namespace {

using testing::dice;

TEST(round_outward, is_the_decimal_that_people_would_write) {
  EXPECT_EQ(round_down(.12345, digits_of(.12345)), .123);
  EXPECT_EQ(round_up(.12345, digits_of(.12345)), .124);
  EXPECT_EQ(round_down(.25, digits_of(.25)), .25);
  EXPECT_EQ(round_up(.25, digits_of(.25)), .25);
  EXPECT_EQ(round_down(-1234, digits_of(-1234)), -1240);
  EXPECT_EQ(round_up(-1234, digits_of(-1234)), -1230);
  EXPECT_EQ(round_up(.00099951, digits_of(.00099951)), .001);
  EXPECT_EQ(round_up(.999934, digits_of(.999934, .00005)), .999934) << "two digits of the spread";
  EXPECT_EQ(round_up(.9999345, digits_of(.9999345, .00005)), .999935);
  EXPECT_EQ(round_up(.9999345, digits_of(.9999345, 1e-12)), .999935) << "six digits at most";
  dice roll(1);
  for (int i = 0; i < 20'000; ++i) {
    double const x = (roll.uniform() - .5) * std::pow(10, 600 * roll.uniform() - 300);
    double const low = round_down(x, digits_of(x)), high = round_up(x, digits_of(x));
    EXPECT_LE(low, x);
    EXPECT_GE(high, x);
    if (std::abs(x) > 1e-280) {
      EXPECT_LE(high - low, std::abs(x) * .0101);
    }
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::engine
