// SPDX-License-Identifier: Apache-2.0
// Characters that act on a terminal are shown as escape codes; all other text is unchanged.
#include "clinmetrics/core/printable.hpp"

#include <gtest/gtest.h>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(printable, keeps_text_of_any_language) {
  for (auto const* text : {"", "risk", "Orléans", "年齢", "نص", "𝛼", "a b", "(missing)"}) EXPECT_EQ(printable(text), text);
}

TEST(printable, spells_out_what_acts_on_a_terminal) {
  EXPECT_EQ(printable("risk\x1b[31m"), "risk\\x1b[31m");
  EXPECT_EQ(printable("a\r\nb\tc"), "a\\x0d\\x0ab\\x09c");
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\xc2\x9b"), "\\x9b");  // the control sequence introducer of C1
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b"),
            "a\\u202eb");  // writes from right to left
  EXPECT_EQ(printable("\xe2\x80\xa8"), "\\u2028");
  EXPECT_EQ(printable("\xef\xbb\xbf"), "\\ufeff");
}

TEST(printable, spells_out_bytes_that_are_not_utf_8) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("a\xc3"), "a\\xc3");                           // cut short
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // longer than necessary
  EXPECT_EQ(printable("\xed\xa0\xbd"), "\\xed\\xa0\\xbd");           // a lone surrogate
  EXPECT_EQ(printable("\xf5\x80\x80\x80"), "\\xf5\\x80\\x80\\x80");  // beyond Unicode
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
