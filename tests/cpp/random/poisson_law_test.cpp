// SPDX-License-Identifier: Apache-2.0
// The tables of a weight's law against the Poisson law in extended precision, and that a byte and its rest together give it.
#include "clinmetrics/random/poisson_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace CLINMETRICS_NAMESPACE::random {
namespace {

using real = long double;
static_assert(std::numeric_limits<real>::digits >= 64, "the tests need extended precision");

/// P(weight = k) by the tables: bytes that decide it, and a share of the ambiguous ones.
std::vector<real> probabilities(poisson_law const& law) {
  auto const& c = law.cumulative();
  std::vector<real> p(c.size() + 1);
  int n_ambiguous = 0;
  for (auto w : law.weight_of_byte()) {
    if (w == poisson_law::ambiguous)
      ++n_ambiguous;
    else
      p.at(w) += 1 / 256.0L;
  }
  for (std::size_t k = 0; k < p.size(); ++k) {
    real const below = k == 0 ? 0 : static_cast<real>(c[k - 1]), at_most = k < c.size() ? static_cast<real>(c[k]) : 0x1p64L;
    p[k] += n_ambiguous / 256.0L * (at_most - below) * 0x1p-64L;
  }
  return p;
}

std::set<std::uint64_t> rates() {
  std::set<std::uint64_t> all;
  for (std::uint32_t n = 1; n <= 20'000; ++n) all.insert(poisson_law::rate_of(n));
  for (std::uint64_t n = 20'000; n < 1ull << 32; n += n / 99) all.insert(poisson_law::rate_of(static_cast<std::uint32_t>(n)));
  all.insert(poisson_law::rate_of(~0u));
  return all;
}

TEST(PoissonLaw, RateIsOneLessTwoRoots) {
  for (std::uint32_t n : {1u, 2u, 15u, 16u}) EXPECT_EQ(poisson_law::rate_of(n), std::uint64_t{1} << 39);
  EXPECT_EQ(poisson_law::rate_of(100), (std::uint64_t{1} << 40) * 4 / 5 + 1);  // 2^40/5 is no integer
  EXPECT_EQ(poisson_law::rate_of(1 << 20), (std::uint64_t{1} << 40) - (std::uint64_t{1} << 31));
  for (std::uint32_t n : {17u, 1000u, 4099u, 1'000'003u, ~0u})
    EXPECT_NEAR(std::ldexp(static_cast<double>(poisson_law::rate_of(n)), -40), 1 - 2 / std::sqrt(n), 0x1p-29 / n + 0x1p-39);
}

TEST(PoissonLaw, BytesAndRestGiveThePoissonLaw) {
  for (auto rate : rates()) {
    auto const p = probabilities(poisson_law(rate));
    real const mean = std::ldexp(static_cast<real>(rate), -40);
    real expected = std::exp(-mean), distance = 0, sum = 0;
    for (std::size_t k = 0; k < p.size(); ++k) {
      distance += std::abs(p[k] - expected) / 2, sum += expected;
      expected *= mean / static_cast<real>(k + 1);
    }
    ASSERT_LT(static_cast<double>(distance + std::abs(1 - sum)), 1e-18) << rate;  // the precision of the oracle
  }
}

TEST(PoissonLaw, FewBytesAreAmbiguousAndTheOthersSayFourAtMost) {
  for (auto rate : rates()) {
    poisson_law const law(rate);
    int n_ambiguous = 0;
    for (auto w : law.weight_of_byte()) {
      n_ambiguous += w == poisson_law::ambiguous;
      ASSERT_TRUE(w == poisson_law::ambiguous || w <= poisson_law::greatest_certain);
    }
    ASSERT_GE(n_ambiguous, 1);
    ASSERT_LE(n_ambiguous, 5);
    ASSERT_GE(law.cumulative().size(), 19u);
    ASSERT_LE(law.cumulative().size(), 24u);
    ASSERT_TRUE(std::is_sorted(law.cumulative().begin(), law.cumulative().end()));
  }
}

TEST(PoissonLaw, EachLowNibbleHasTwoValuesSplitByTheSignedByte) {
  for (auto rate : rates()) {
    poisson_law const law(rate);
    for (unsigned nibble = 0; nibble < 16; ++nibble) {
      int changes = 0;
      for (unsigned i = 1; i < 16; ++i)  // from −8 on
        changes += law.weight_of_byte()[(i + 8) % 16 * 16 + nibble] != law.weight_of_byte()[(i + 7) % 16 * 16 + nibble];
      ASSERT_LE(changes, 1) << rate << ' ' << nibble;
    }
  }
}

TEST(PoissonLaw, RestIsInvertedAtEveryStep) {
  poisson_law const law(poisson_law::rate_of(1000));
  auto const& c = law.cumulative();
  for (std::size_t k = 0; k < c.size(); ++k) {
    EXPECT_LE(law.weight_of_rest(c[k] - 1), k);
    EXPECT_GT(law.weight_of_rest(c[k]), k);
  }
  EXPECT_EQ(law.weight_of_rest(~std::uint64_t{0}), c.size());
}

TEST(PoissonLaw, CountsOfBytesByHand) {  // e^-1·256 = 94.2, 94.2, 47.1, 15.7, 3.9; the rate of 2^32 − 1 units is near 1
  std::array<int, 6> counts{};
  poisson_law const law(poisson_law::rate_of(~0u));
  for (auto w : law.weight_of_byte()) ++counts.at(w == poisson_law::ambiguous ? 5 : w);
  EXPECT_EQ(counts, (std::array<int, 6>{94, 94, 47, 15, 3, 3}));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE::random
