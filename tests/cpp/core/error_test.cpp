// SPDX-License-Identifier: Apache-2.0
// A refusal names the argument, the count, the first row and the remedy.
#include "clinmetrics/core/error.hpp"

#include <gtest/gtest.h>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(fault, counts_rows_and_keeps_the_first) {
  fault found;
  EXPECT_FALSE(found);
  found.add(17), found.add(20), found.add(99);
  EXPECT_TRUE(found);
  EXPECT_EQ(found.count, 3u);
  EXPECT_EQ(found.first, 17u);
}

TEST(refuse, says_what_where_and_what_to_do) {
  try {
    refuse("y_score", {3, 17}, "NaN", "drop them or pass nan_policy='drop'");
  } catch (input_error const& e) {
    EXPECT_STREQ(e.what(), "`y_score` has NaN in 3 rows (first at row 17); drop them or pass nan_policy='drop'");
    return;
  }
  FAIL() << "nothing was thrown";
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
