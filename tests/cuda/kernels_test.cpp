// SPDX-License-Identifier: Apache-2.0
// The kernels, run by the emulator in random orders of threads, give the integers of the reference.
//
// CLINMETRICS_CONFIGURATIONS sets the number of random configurations (2100 by default).
#include <gtest/gtest.h>

#include <cstdlib>

#include "workload.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_equal;
using testing::workload;

constexpr resampling both_kinds[] = {resampling::poisson, resampling::multinomial};

TEST(Kernels, EverySizeUpTo70) {
  for (std::uint32_t n = 0; n <= 70; ++n)
    for (auto kind : both_kinds)
      ASSERT_NO_FATAL_FAILURE(
          expect_equal({.rows = {.n = n, .score_levels = n % 3 * 4, .n_levels = n % 2 ? 2 : 0}, .seed = n, .most_rows = 32, .kind = kind}));
}

TEST(Kernels, SizesAroundWarpSegmentAndTile) {
  for (std::uint32_t n : {127u, 128u, 129u, 255u, 256u, 257u, 383u, 511u, 512u, 513u, 1023u, 1025u})
    for (auto kind : both_kinds)
      ASSERT_NO_FATAL_FAILURE(
          expect_equal({.rows = {.n = n, .score_levels = n % 2 ? 0u : 50u, .n_levels = 2}, .seed = n, .most_rows = 128, .kind = kind}));
}

TEST(Kernels, OneClassAndOneScore) {
  for (double prevalence : {0.0, .5, 1.0})
    for (std::uint32_t levels : {1u, 2u, 0u})
      for (std::uint32_t most_rows : {1u, 7u, 64u})
        for (auto kind : both_kinds)
          ASSERT_NO_FATAL_FAILURE(expect_equal({.rows = {.n = 100, .score_levels = levels, .prevalence = prevalence},
                                                .seed = levels + 1,
                                                .most_rows = most_rows,
                                                .kind = kind}));
}

TEST(Kernels, ATieThatFillsASegment) {
  for (auto kind : both_kinds)
    ASSERT_NO_FATAL_FAILURE(
        expect_equal({.rows = {.n = 900, .score_levels = 2, .prevalence = .7}, .seed = 6, .count = 40, .most_rows = 2048, .kind = kind}));
}

TEST(Kernels, AnyRangeOfReplicates) {
  for (std::uint32_t first : {0u, 1u, 15u, 16u, 250u, 511u})
    for (std::uint32_t count : {1u, 17u, 513u})
      for (auto kind : both_kinds)
        ASSERT_NO_FATAL_FAILURE(
            expect_equal({.rows = {.n = 40, .score_levels = 9}, .seed = first + count, .first = first, .count = count, .kind = kind}));
}

TEST(Kernels, StrataOfSeveralParts) {
  for (std::uint32_t strata : {1u, 2u, 5u})
    ASSERT_NO_FATAL_FAILURE(expect_equal({.rows = {.n = 1100, .score_levels = 0, .n_strata = strata},
                                          .seed = strata,
                                          .count = 35,
                                          .most_rows = 256,
                                          .kind = resampling::multinomial}));
}

TEST(Kernels, ManyPartsAndManyAddedDraws) {
  for (std::uint32_t n : {3000u, 5003u, 17003u})
    ASSERT_NO_FATAL_FAILURE(
        expect_equal({.rows = {.n = n, .score_levels = 0}, .seed = n, .count = 3, .most_rows = 1024, .kind = resampling::multinomial}));
  for (std::uint32_t seed = 1; seed < 8; ++seed)
    ASSERT_NO_FATAL_FAILURE(expect_equal(
        {.rows = {.n = 8200, .score_levels = 0}, .seed = seed, .count = 4, .most_rows = 2048, .kind = resampling::multinomial}));
}

TEST(Kernels, ManyGroupsAndCuts) {
  for (auto kind : both_kinds) {
    ASSERT_NO_FATAL_FAILURE(
        expect_equal({.rows = {.n = 500, .score_levels = 80, .n_levels = 60}, .seed = 3, .n_cuts = 50, .count = 20, .kind = kind}));
    ASSERT_NO_FATAL_FAILURE(expect_equal({.rows = {.n = 200, .score_levels = 0, .n_levels = 190}, .seed = 5, .n_cuts = 3, .kind = kind}));
  }
}

TEST(Kernels, LargestRowWeights) {  // sums near 2^51, and 2U and average precision far beyond 64 bits
  auto t = testing::random_table({.n = 90, .score_levels = 12, .n_levels = 2}, 6);
  for (std::size_t i = 0; i < t.size(); ++i) t.weight.push_back((std::uint64_t{1} << 44) + i);
  workload const w(t, 5);
  simt::set_order(9);
  for (auto kind : both_kinds) {
    auto const weights = w.weights(kind, 1);
    for (std::uint32_t n_warps : {0u, 1u << 20}) {
      testing::host_device.n_warps = n_warps;
      EXPECT_TRUE(w.by_reference(weights, 0, 20) == w.by_kernels(weights, 0, 20, 16));
    }
  }
}

TEST(Kernels, RandomConfigurations) {
  char const* const wanted = std::getenv("CLINMETRICS_CONFIGURATIONS");
  int const n = wanted ? std::atoi(wanted) : 2100;
  for (int i = 0; i < n; ++i) ASSERT_NO_FATAL_FAILURE(expect_equal(testing::random_configuration(static_cast<std::uint64_t>(i))));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
