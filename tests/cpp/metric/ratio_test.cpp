// SPDX-License-Identifier: Apache-2.0
// Ratios of integers: one division, undefined with a reason, infinite if only the denominator is 0.
#include "clinmetrics/metric/ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace CLINMETRICS_NAMESPACE {
namespace {

TEST(ratio, is_the_quotient_or_the_reason) {
  EXPECT_EQ(ratio(1, 3, status::empty).number, 1. / 3);
  EXPECT_EQ(ratio(1, 3, status::empty).why, status::ok);
  EXPECT_EQ(ratio(0, 3, status::empty).number, 0);
  EXPECT_TRUE(std::isnan(ratio(0, 0, status::no_positives).number));
  EXPECT_EQ(ratio(0, 0, status::no_positives).why, status::no_positives);
}

TEST(open_ratio, is_infinite_where_only_the_whole_is_zero) {
  EXPECT_EQ(open_ratio(6, 4).number, 1.5);
  EXPECT_EQ(open_ratio(6, 4).why, status::ok);
  EXPECT_EQ(open_ratio(6, 0).number, infinity);
  EXPECT_EQ(open_ratio(6, 0).why, status::zero_denominator);
  EXPECT_TRUE(std::isnan(open_ratio(0, 0).number));
  EXPECT_EQ(open_ratio(0, 0).why, status::zero_denominator);
  EXPECT_EQ(open_ratio(0, 4).number, 0);
}

TEST(product, does_not_overflow) {
  std::uint64_t const big = ~std::uint64_t{0};
  EXPECT_TRUE(product(big, big) == static_cast<u128>(big) * big);
}

TEST(both_classes, gives_the_first_reason) {
  EXPECT_EQ(both_classes({0, 0, 0, 0}), status::empty);
  EXPECT_EQ(both_classes({0, 1, 0, 0}), status::no_positives);
  EXPECT_EQ(both_classes({1, 0, 0, 0}), status::no_negatives);
  EXPECT_EQ(both_classes({0, 1, 1, 0}), status::ok);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
