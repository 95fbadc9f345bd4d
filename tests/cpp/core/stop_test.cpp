// SPDX-License-Identifier: Apache-2.0
// The stop flag: no effect until it is set, then `stopped` at the next check.
#include "clinmetrics/core/stop.hpp"

#include <gtest/gtest.h>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(stop_flag, without_a_flag_it_never_stops) {
  stop_flag const none;
  EXPECT_FALSE(none.is_raised());
  EXPECT_NO_THROW(none.check());
}

TEST(stop_flag, looks_at_every_16384th_row) {
  std::atomic<bool> raised = false;
  stop_flag const stop(&raised);
  EXPECT_NO_THROW(stop.check(0));
  raised = true;
  EXPECT_TRUE(stop.is_raised());
  EXPECT_THROW(stop.check(), stopped);
  EXPECT_NO_THROW(stop.check(1));
  EXPECT_NO_THROW(stop.check(stop_flag::rows_between_looks - 1));
  EXPECT_THROW(stop.check(stop_flag::rows_between_looks), stopped);
  raised = false;
  EXPECT_NO_THROW(stop.check(0));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
