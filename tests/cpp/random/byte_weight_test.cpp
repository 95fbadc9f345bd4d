// SPDX-License-Identifier: Apache-2.0
// The byte table: its counts, its moments, its fingerprint, and that a 16-entry shuffle can replace it.
#include "clinmetrics/random/byte_weight.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "support/fnv.hpp"

namespace CLINMETRICS_NAMESPACE::random {
namespace {

TEST(byte_weight, counts_of_the_weights) {
  std::array<int, greatest_poisson_weight + 1> counts{};
  for (auto w : weight_of_byte) ++counts.at(w);
  EXPECT_EQ(counts, (std::array<int, 6>{94, 95, 46, 16, 4, 1}));
}

TEST(byte_weight, mean_and_variance_are_one) {
  int sum = 0, squares = 0;
  for (int w : weight_of_byte) sum += w, squares += w * w;
  EXPECT_EQ(sum, 256);
  EXPECT_EQ(squares, 512);
}

TEST(byte_weight, total_variation_to_poisson_is_small) {
  std::array<double, 6> counts{};
  for (auto w : weight_of_byte) counts.at(w) += 1 / 256.;
  double p = std::exp(-1.), distance = 0, rest = 1;
  for (int k = 0; k < 6; ++k) {
    distance += std::abs(counts.at(static_cast<std::size_t>(k)) - p);
    rest -= p;
    p /= k + 1;
  }
  EXPECT_NEAR((distance + rest) / 2, .0055, .0001);
}

TEST(byte_weight, each_low_nibble_holds_two_weights_split_by_the_signed_byte) {
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    std::vector<std::pair<int, int>> by_signed_byte;  // and its weight
    for (unsigned high = 0; high < 16; ++high) {
      auto const byte = high << 4 | nibble;
      by_signed_byte.emplace_back(static_cast<std::int8_t>(byte), weight_of_byte[byte]);
    }
    std::sort(by_signed_byte.begin(), by_signed_byte.end());
    int changes = 0;
    for (std::size_t i = 1; i < 16; ++i) changes += by_signed_byte[i].second != by_signed_byte[i - 1].second;
    EXPECT_LE(changes, 1) << "low nibble " << nibble;
  }
}

// The reading that a byte shuffle makes: weight = value[nibble] + (signed byte >= threshold[nibble] ? delta[nibble] : 0).
TEST(byte_weight, the_nibble_reading_gives_the_table) {
  std::array<int, 16> value{}, threshold{}, delta{};
  for (unsigned nibble = 0; nibble < 16; ++nibble) {
    auto const weight_at = [&](int high) { return static_cast<int>(weight_of_byte[(static_cast<unsigned>(high) & 15) << 4 | nibble]); };
    value[nibble] = weight_at(-8), threshold[nibble] = 128;
    for (int high = -7; high < 8; ++high)
      if (weight_at(high) != value[nibble] && threshold[nibble] == 128)
        threshold[nibble] = 16 * high + static_cast<int>(nibble), delta[nibble] = weight_at(high) - value[nibble];
  }
  for (unsigned byte = 0; byte < 256; ++byte) {
    auto const nibble = byte & 15;
    EXPECT_EQ(value[nibble] + (static_cast<std::int8_t>(byte) >= threshold[nibble] ? delta[nibble] : 0), weight_of_byte[byte]) << byte;
  }
}

TEST(byte_weight, is_frozen) {
  testing::fnv1a hash;
  for (auto w : weight_of_byte) hash.add_byte(w);
  EXPECT_EQ(hash.value(), 0xd1033348163e0051u);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::random
