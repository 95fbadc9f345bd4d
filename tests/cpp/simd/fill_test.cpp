// SPDX-License-Identifier: Apache-2.0
// The tiles contain the weights that the resampler defines, unit by unit and replicate by replicate.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>
#include <vector>

#include "simd/multinomial_fill.hpp"
#include "simd/poisson_fill.hpp"
#include "simd/scratch_pool.hpp"
#include "targets.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using simd::tile_width;
using testing::on_every_target;

TEST(TilePosition, IsAPermutationInRunsOfEight) {
  std::vector<int> seen(tile_width);
  for (std::uint32_t p = 0; p < tile_width; ++p) {
    ++seen[simd::replicate_at(p)];
    EXPECT_EQ(simd::position_of(simd::replicate_at(p)), p);
    EXPECT_EQ(simd::replicate_at(p) % simd::consecutive_replicates, p % simd::consecutive_replicates);
  }
  for (int n : seen) EXPECT_EQ(n, 1);
}

/// Differences between the tile's row of each listed unit and the definition.
std::size_t differences(resampler const& weights, std::uint32_t first, std::vector<std::uint32_t> const& units, std::uint8_t const* rows) {
  std::size_t n = 0;
  std::vector<std::uint32_t> plain(std::size_t{weights.n_units()} * lanes);
  for (std::uint32_t block = 0; block < tile_width / lanes; ++block) {
    weights.fill(first + block * lanes, lanes, plain);
    for (std::size_t i = 0; i < units.size(); ++i)
      for (std::uint32_t r = 0; r < lanes; ++r)
        n += plain[std::size_t{units[i]} * lanes + r] != rows[i * tile_width + simd::position_of(block * lanes + r)];
  }
  return n;
}

TEST(PoissonFill, AnyUnitsInAnyOrder) {
  resampler const weights(resampling::poisson, 0x0123456789ABCDEF, 513, {0, 1000});
  simd::scratch const rows(simd::chunk_rows * tile_width);
  on_every_target([&] {
    for (std::size_t n : {1u, 2u, 3u, 4u, 5u, 7u, 8u, 31u, 63u, 64u})
      for (std::uint32_t first : {0u, 128u, 65536u}) {
        std::vector<std::uint32_t> units;
        for (std::uint32_t i = 0; i < n; ++i) units.push_back(i * 619 % 1000);
        simd::fill_poisson(simd::philox_lanes(weights.seed(), first / lanes), weights.stream(), units.data(), n, rows.data());
        EXPECT_EQ(differences(weights, first, units, rows.data()), 0u) << n << " units from replicate " << first;
      }
  });
}

TEST(MultinomialFill, StrataOfEverySize) {
  std::vector<std::vector<std::uint32_t>> strata{{0, 5, 300, 301, 900}, {0, 257, 514, 3000}, {0, 0, 7, 7}};
  for (std::uint32_t n : {1u, 2u, 3u, 17u, 63u, 64u, 65u, 127u, 128u, 129u, 191u, 193u, 255u, 256u, 257u, 1000u, 2047u, 9000u})
    strata.push_back({0, n});
  for (auto const& begin : strata) {
    SCOPED_TRACE(::testing::Message() << begin.size() - 1 << " strata, " << begin.back() << " units");
    resampler const weights(resampling::multinomial, 99, 7, begin);
    simd::multinomial_fill const fill(weights);
    simd::scratch const tile(std::size_t{begin.back()} * tile_width);
    std::vector<std::uint32_t> units(begin.back());
    std::iota(units.begin(), units.end(), 0u);
    on_every_target([&] {
      for (std::uint32_t first : {0u, 1280u}) {
        ASSERT_TRUE(fill(first, tile.data(), {}));
        EXPECT_EQ(differences(weights, first, units, tile.data()), 0u) << "from replicate " << first;
      }
    });
  }
}

/// Number of added draws of the tile's replicates of which a 32-bit number was rejected.
std::size_t n_rejections(resampler const& weights, std::uint32_t first) {
  std::size_t n = 0;
  auto const& s = weights.strata()[0];
  for (std::uint32_t replicate = first; replicate < first + tile_width; ++replicate) {
    random::stratum_replicate const draws{weights.seed(), weights.stream(), s.begin, s.size, replicate};
    auto const most = static_cast<std::uint32_t>(3 * std::sqrt(s.size));
    for (std::uint32_t t = 0; t < most; ++t)
      n += random::is_rejected(std::uint64_t{draws.bits(t / 4, 0, random::purpose::added_draw)[t % 4]} * s.size, s.size);
  }
  return n;
}

TEST(MultinomialFill, DrawsThatAreRejectedAndRowsThatArePrefetched) {
  std::uint32_t const n = 187'365;  // 2^32 mod n is 186,766, so that one draw in 23,000 is rejected
  static_assert((0u - 187'365u) % 187'365u == 186'766u);
  resampler const weights(resampling::multinomial, 5, 0, {0, n});
  ASSERT_GT(n_rejections(weights, 0), 0u);
  simd::multinomial_fill const fill(weights);
  simd::scratch const tile(std::size_t{n} * tile_width);
  std::vector<std::uint32_t> units(n);
  std::iota(units.begin(), units.end(), 0u);
  on_every_target([&] {
    ASSERT_TRUE(fill(0, tile.data(), {}));
    EXPECT_EQ(differences(weights, 0, units, tile.data()), 0u);
  });
}

/// A tile whose 100 units have chosen weights, to be corrected.
struct chosen_tile {
  static constexpr std::uint32_t n = 100;
  simd::philox_lanes lanes{7, 0};
  simd::scratch rows{n * tile_width};
  simd::stratum_tile tile{lanes, 3, 0, {40, n, 0}, rows.data()};
  simd::tile_totals totals;
  explicit chosen_tile(std::uint8_t weight) {
    std::fill_n(rows.data(), n * tile_width, weight);
    for (std::uint32_t p = 0; p < tile_width; ++p) totals.sum[p] = n * weight, totals.greatest[p] = weight > 8 ? weight : 0;
  }
};

TEST(CorrectSums, TakesAsManyLevelsAsTheGreatestWeightNeeds) {
  on_every_target([] {
    for (auto weight : std::to_array<std::uint8_t>({2, 8, 9, 16, 17, 33})) {
      chosen_tile c(weight);
      ASSERT_TRUE(simd::correct_sums(c.tile, c.totals, 7, {}));
      for (std::uint32_t replicate : {0u, 15u, 127u}) {
        std::vector<std::uint32_t> expected(c.n, weight);
        random::stratum_replicate const draws{7, 3, 40, c.n, replicate};
        unsigned const bits = weight <= 8 ? 3 : weight <= 16 ? 4 : weight <= 32 ? 5 : 6;
        std::uint32_t surplus = c.n * (weight - 1u);
        for (std::uint32_t t = 0; surplus > 0; ++t) {
          auto const at = random::removal_from(random::word_of(draws.bits(t / 2, 0, random::purpose::removed_draw), t % 2), c.n, bits);
          if (at.level < expected[at.unit]) --expected[at.unit], --surplus;
        }
        for (std::uint32_t i = 0; i < c.n; ++i)
          ASSERT_EQ(c.rows.data()[i * tile_width + simd::position_of(replicate)], expected[i]) << int{weight} << ' ' << replicate;
      }
    }
  });
}

TEST(CorrectSums, SaysThatAWeightDoesNotFit) {
  on_every_target([] {
    chosen_tile c(255);
    std::fill_n(c.totals.sum, tile_width, c.n);  // nothing is missing
    EXPECT_TRUE(simd::correct_sums(c.tile, c.totals, 7, {}));
    c.totals.sum[127] = c.n - 1;
    EXPECT_FALSE(simd::correct_sums(c.tile, c.totals, 7, {}));
  });
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
