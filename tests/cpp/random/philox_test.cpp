// SPDX-License-Identifier: Apache-2.0
// Philox4x32-10 against the published known answers, and how its bits are read.
#include "clinmetrics/random/philox.hpp"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

namespace CLINMETRICS_NAMESPACE::random {
namespace {

// Known answers of Random123 1.14 (tests/kat_vectors, lines `philox4x32 10`), D. E. Shaw Research.
TEST(philox, known_answers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, 0), (philox_block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 0xffffffff'ffffffff),
            (philox_block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0'a4093822),
            (philox_block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

static_assert(philox({0, 0, 0, 0}, 0)[0] == 0x6627e8d5, "it can be computed by the compiler");

TEST(philox, bytes_and_words_are_little_endian) {
  philox_block const x{0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c};
  for (unsigned i = 0; i < 16; ++i) EXPECT_EQ(byte_of(x, i), i);
  EXPECT_EQ(word_of(x, 0), 0x0706050403020100u);
  EXPECT_EQ(word_of(x, 1), 0x0f0e0d0c0b0a0908u);
}

TEST(counter, has_the_frozen_layout) {
  auto const c = counter(0x1122334455667788, 0x99aabbcc, 0xddee, 0xff, purpose::added_draw);
  EXPECT_EQ(c, (philox_block{0x55667788, 0x11223344, 0x99aabbcc, 0xddeeff07}));
  EXPECT_EQ(static_cast<int>(purpose::poisson_byte), 1);
  EXPECT_EQ(static_cast<int>(purpose::weight_byte), 5);
  EXPECT_EQ(static_cast<int>(purpose::weight_rest), 6);
  EXPECT_EQ(static_cast<int>(purpose::added_draw), 7);
  EXPECT_EQ(static_cast<int>(purpose::removed_draw), 8);
}

TEST(counter, no_two_uses_share_one) {
  std::set<philox_block> seen;
  std::size_t n = 0;
  for (std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32})
    for (std::uint32_t lane : {0u, 1u, 255u, 256u})
      for (std::uint32_t stream : {0u, 1u, 256u, 65535u})
        for (std::uint32_t j : {0u, 1u, 255u})
          for (auto what : {purpose::poisson_byte, purpose::weight_byte, purpose::weight_rest, purpose::added_draw, purpose::removed_draw})
            seen.insert(counter(index, lane, stream, j, what)), ++n;
  EXPECT_EQ(seen.size(), n);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::random
