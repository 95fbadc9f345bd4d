// SPDX-License-Identifier: Apache-2.0
// The tiles contain the weights that the resampler defines, unit by unit and replicate by replicate.
#include <gtest/gtest.h>

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
    EXPECT_EQ(simd::replicate_at(p) % simd::run_length, p % simd::run_length);
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
  std::vector<std::vector<std::uint32_t>> const strata{{0, 1},
                                                       {0, 2},
                                                       {0, 17},
                                                       {0, 127},
                                                       {0, 128},
                                                       {0, 255},
                                                       {0, 256},
                                                       {0, 257},
                                                       {0, 383},
                                                       {0, 511},
                                                       {0, 512},
                                                       {0, 1000},
                                                       {0, 1024},
                                                       {0, 2047},
                                                       {0, 5, 300, 301, 900},
                                                       {0, 257, 514, 3000}};
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

TEST(GuidedTable, GivesWhatTheTableGives) {
  for (std::uint64_t mean : {std::uint64_t{1} << 39, std::uint64_t{50} << 40, std::uint64_t{127} << 40}) {
    poisson_table const table(mean);
    simd::guided_table const guided(table);
    for (auto edge : table.cumulative())
      for (std::uint64_t u : {edge - 1, edge, edge + 1}) ASSERT_EQ(guided(u), table(u));
    ASSERT_EQ(guided(0), table(0));
    ASSERT_EQ(guided(~std::uint64_t{0}), table(~std::uint64_t{0}));
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
