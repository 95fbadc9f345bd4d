// SPDX-License-Identifier: Apache-2.0
// The backend `cpu` gives the integers of `reference`, for any size, shape of the data and instruction set.
#include <gtest/gtest.h>

#include "backend_workload.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::expect_equal;
using testing::make_workload;
using testing::shape;

TEST(CpuBackend, EverySizeUpTo257) {
  for (std::size_t n = 1; n <= 257; ++n) {
    SCOPED_TRACE(n);
    std::uint32_t const levels[] = {0, 3, 1000};
    auto const w = make_workload(
        {.n = n, .score_levels = levels[n % 3], .prevalence = .05 + .9 * static_cast<double>(n % 7) / 6, .n_levels = n % 2 ? 3 : 0}, n);
    expect_equal(w, 0, n % 5 == 0 ? 129 : 16);
  }
}

TEST(CpuBackend, SizesAroundPowersOfTwoAndPrimes) {
  for (std::size_t n : {383u, 384u, 385u, 511u, 512u, 513u, 640u, 1021u, 1023u, 1024u, 1025u, 2039u, 4095u, 4097u, 8191u}) {
    SCOPED_TRACE(n);
    expect_equal(make_workload({.n = n, .score_levels = n % 2 ? 0u : 1000u, .prevalence = .3, .n_levels = 4}, n), 0, 128);
  }
}

TEST(CpuBackend, TiesFromNoneToAll) {
  for (std::uint32_t levels : {1u, 2u, 3u, 10u, 50u, 100u, 1000u, 0u})
    for (double prevalence : {0.0, .02, .5, .98, 1.0}) {
      SCOPED_TRACE(::testing::Message() << levels << " levels, prevalence " << prevalence);
      expect_equal(make_workload({.n = 1500, .score_levels = levels, .prevalence = prevalence, .n_levels = 3}, levels), 0, 32);
    }
}

TEST(CpuBackend, AnyRangeOfReplicates) {
  auto const w = make_workload({.n = 300, .score_levels = 20, .n_levels = 2}, 1);
  for (std::uint32_t first : {0u, 1u, 7u, 16u, 100u, 128u, 250u})
    for (std::uint32_t count : {1u, 8u, 27u, 128u, 300u}) expect_equal(w, first, count);
}

/// Long orderings are walked and compiled in parts of 32,768 rows or more.
TEST(CpuBackend, ManyRowsInParts) {
  for (std::uint32_t levels : {0u, 3u}) {
    SCOPED_TRACE(::testing::Message() << levels << " levels");
    expect_equal(make_workload({.n = 70'000, .score_levels = levels, .prevalence = .1, .n_levels = levels == 0 ? 30 : 2}, levels, 3), 0, 1);
  }
  expect_equal(make_workload({.n = 66'000, .score_levels = 5000, .weights_below = 9}, 5, 3), 0, 1);
}

TEST(CpuBackend, ManyGroupsAndCuts) {
  expect_equal(make_workload({.n = 3000, .score_levels = 200, .prevalence = .2, .n_levels = 150}, 2, 100), 0, 130);
  expect_equal(make_workload({.n = 700, .prevalence = .2, .n_levels = 690}, 3, 10), 0, 64);
}

TEST(CpuBackend, ClustersAndStrata) {
  expect_equal(make_workload({.n = 2000, .score_levels = 100, .n_units = 300, .n_levels = 3}, 4), 0, 128);
  expect_equal(make_workload({.n = 2000, .score_levels = 0, .n_units = 5, .n_levels = 3}, 5), 0,
               128);  // hundreds of rows per unit: byte sums overflow
  expect_equal(make_workload({.n = 3000, .score_levels = 3, .n_units = 40}, 6), 0, 128);
  expect_equal(make_workload({.n = 2500, .score_levels = 0, .n_units = 900, .n_strata = 3, .n_levels = 2}, 7), 0, 128);
}

TEST(CpuBackend, StopsWhenAsked) {
  auto const w = make_workload({.n = 300}, 10);
  slot_block out(w.ranked[0].n_slots(), 1, 128);
  pass_request const request{&w.ranked[0], &out};
  run_control control;
  control.stop = true;
  for (auto kind : {resampling::poisson, resampling::multinomial})
    EXPECT_THROW(make_backend("cpu")->run_replicates({&request, 1}, resampler(kind, 1, 0, w.rows.stratum_begin), 0, 128, control), stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
