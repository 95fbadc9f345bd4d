// SPDX-License-Identifier: Apache-2.0
// The inline namespace carries the major and the minor version.
#include "clinmetrics/version.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#define TEXT_OF(...) #__VA_ARGS__
#define EXPANDED_TEXT_OF(...) TEXT_OF(__VA_ARGS__)

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(version, the_namespace_is_that_of_the_version) {
  std::string number = version;
  number.resize(number.rfind('.'));  // without the patch level
  std::replace(number.begin(), number.end(), '.', '_');
  EXPECT_EQ(std::string(EXPANDED_TEXT_OF(CLINMETRICS_NAMESPACE)), "clinmetrics::inline v" + number);
  EXPECT_EQ(&clinmetrics::version, &version);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
