// SPDX-License-Identifier: Apache-2.0
// The emulator has the behaviour of CUDA and refuses programs whose behaviour is undefined in CUDA.
#include "simt_host.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace {

using ::testing::HasSubstr;

struct in_order {  // each test with threads in order and in three random orders
  template <class F>
  void operator()(F&& f) const {
    for (std::uint64_t seed : {0u, 1u, 2u, 77u}) {
      SCOPED_TRACE(seed);
      simt::set_order(seed);
      f();
    }
    simt::set_order(0);
  }
};
constexpr in_order in_every_order;

template <class Kernel, class... Args>
std::string complaint(Kernel kernel, dim3 grid, dim3 block, Args... args) {
  try {
    simt::launch(kernel, grid, block, 0, args...);
  } catch (simt::error const& e) {
    return e.what();
  }
  return "nothing";
}

TEST(SimtHost, EveryThreadOfEveryBlockRunsOnce) {
  in_every_order([] {
    std::vector<unsigned> seen(2 * 3 * 4 * 30);
    auto const kernel = [](unsigned* out) {
      unsigned const block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
      ++out[block * 30 + (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x];
    };
    simt::launch(kernel, dim3(2, 3, 4), dim3(5, 3, 2), 0, seen.data());
    for (auto n : seen) EXPECT_EQ(n, 1u);
  });
}

TEST(SimtHost, Shuffles) {
  in_every_order([] {
    std::vector<std::uint64_t> out(4 * 32);
    auto const kernel = [](std::uint64_t* to) {
      unsigned const lane = threadIdx.x;
      std::uint64_t const mine = 1'000'000'000'000ull + lane;
      to[lane] = __shfl_sync(~0u, mine, 7);
      to[32 + lane] = __shfl_up_sync(~0u, mine, 3);
      to[64 + lane] = __shfl_down_sync(~0u, mine, 5);
      to[96 + lane] = __shfl_xor_sync(~0u, mine, 16);
    };
    simt::launch(kernel, 1, 32, 0, out.data());
    for (unsigned lane = 0; lane < 32; ++lane) {
      std::uint64_t const base = 1'000'000'000'000ull;
      EXPECT_EQ(out[lane], base + 7);
      EXPECT_EQ(out[32 + lane], base + (lane < 3 ? lane : lane - 3));
      EXPECT_EQ(out[64 + lane], base + (lane > 26 ? lane : lane + 5));
      EXPECT_EQ(out[96 + lane], base + (lane ^ 16));
    }
  });
}

TEST(SimtHost, BallotAndSumOverAMask) {
  in_every_order([] {
    std::vector<unsigned> out(128);
    auto const kernel = [](unsigned* to) {
      unsigned const lane = threadIdx.x % 32;
      unsigned const mask = lane < 10 ? 0x3FFu : ~0x3FFu;
      to[threadIdx.x] = __ballot_sync(mask, lane % 2 == 0);
      to[64 + threadIdx.x] = __reduce_add_sync(mask, lane);
    };
    simt::launch(kernel, 1, 64, 0, out.data());
    for (unsigned i = 0; i < 64; ++i) {
      EXPECT_EQ(out[i], i % 32 < 10 ? 0x155u : 0x55555400u);
      EXPECT_EQ(out[64 + i], i % 32 < 10 ? 45u : 496u - 45u);
    }
  });
}

TEST(SimtHost, BarriersOrderSharedMemory) {
  in_every_order([] {
    std::vector<int> out(2 * 96), counts(2 * 96);
    auto const kernel = [](int* to, int* count) {
      using row = int[96];
      CLINMETRICS_SHARED(row, fixed);
      CLINMETRICS_DYNAMIC_SHARED(int, sized, 96);
      unsigned const i = threadIdx.x;
      fixed[i] = static_cast<int>(i + blockIdx.x), sized[i] = static_cast<int>(2 * i);
      __syncthreads();
      to[blockIdx.x * 96 + i] = fixed[95 - i] + sized[(i + 1) % 96];
      count[blockIdx.x * 96 + i] = __syncthreads_count(i % 3 == 0);
    };
    simt::launch(kernel, 2, 96, 96 * sizeof(int), out.data(), counts.data());
    for (int block = 0; block < 2; ++block)
      for (int i = 0; i < 96; ++i) {
        EXPECT_EQ(out[static_cast<std::size_t>(block * 96 + i)], 95 - i + block + 2 * ((i + 1) % 96));
        EXPECT_EQ(counts[static_cast<std::size_t>(block * 96 + i)], 32);
      }
  });
}

TEST(SimtHost, AMissingBarrierShows) {
  auto const kernel = [](int* to) {
    using row = int[64];
    CLINMETRICS_SHARED(row, fixed);
    fixed[threadIdx.x] = static_cast<int>(threadIdx.x);
    to[threadIdx.x] = fixed[63 - threadIdx.x];
  };
  std::vector<int> out(64), right(64);
  std::iota(right.rbegin(), right.rend(), 0);
  simt::launch(kernel, 1, 64, 0, out.data());
  EXPECT_NE(out, right);
}

TEST(SimtHost, SharedMemoryIsRubbishInEveryBlock) {
  std::vector<std::uint32_t> out(6);
  auto const kernel = [](std::uint32_t* to) {
    CLINMETRICS_SHARED(std::uint32_t, fixed);
    CLINMETRICS_DYNAMIC_SHARED(std::uint32_t, sized, 1);
    to[2 * blockIdx.x] = fixed, to[2 * blockIdx.x + 1] = *sized;
    fixed = *sized = 1;
  };
  simt::launch(kernel, 3, 1, 4, out.data());
  for (auto word : out) EXPECT_EQ(word, 0xA5A5A5A5u);
}

TEST(SimtHost, Atomics) {
  in_every_order([] {
    std::uint32_t narrow = 0;
    std::uint64_t wide = ~0ull - 10, carries = 0;
    auto const kernel = [](std::uint32_t* n, std::uint64_t* w, std::uint64_t* c) {
      atomicAdd(n, 2);
      if (atomicAdd(w, 1) == ~0ull) atomicAdd(c, 1);
    };
    simt::launch(kernel, 3, 50, 0, &narrow, &wide, &carries);
    EXPECT_EQ(narrow, 300u);
    EXPECT_EQ(wide, 139u);
    EXPECT_EQ(carries, 1u);
  });
}

TEST(SimtHost, NamesBlockThreadAndPlaceOfADeadlock) {
  auto const leaves = [](int) {
    if (threadIdx.x == 5) return;
    __syncthreads();
  };
  in_every_order([&] { EXPECT_THAT(complaint(leaves, 2, 64, 0), HasSubstr("block (0,0,0), thread 5")); });
  auto const two_barriers = [](int) {
    if (threadIdx.x % 2)
      __syncthreads();
    else
      __syncthreads();
  };
  in_every_order([&] { EXPECT_THAT(complaint(two_barriers, 1, 64, 0), HasSubstr("another barrier")); });
  auto const waits = [](int) {
    if (threadIdx.x < 40)
      __syncwarp(threadIdx.x < 32 ? ~0u : 0xFFu);
    else
      __syncwarp(0xFFFFFFFFu);
  };
  in_every_order([&] { EXPECT_THAT(complaint(waits, 1, 64, 0), HasSubstr("simt_host_test.cpp:")); });
}

TEST(SimtHost, RefusesWrongMasks) {
  auto const outside = [](int) { __syncwarp(1u); };
  EXPECT_THAT(complaint(outside, 1, 32, 0), HasSubstr("not in its own mask"));
  auto const left = [](int) {
    if (threadIdx.x >= 16) return;
    __ballot_sync(~0u, 1);
  };
  EXPECT_THAT(complaint(left, 1, 32, 0), HasSubstr("which has left"));
  auto const missing = [](int) { __syncwarp(); };
  EXPECT_THAT(complaint(missing, 1, 40, 0), HasSubstr("lanes that do not exist"));
  auto const unread = [](int) {
    if (threadIdx.x < 4) __shfl_sync(0xFu, 1, 20);
  };
  EXPECT_THAT(complaint(unread, 1, 32, 0), HasSubstr("reads lane 20"));
}

TEST(SimtHost, RefusesImpossibleLaunches) {
  auto const kernel = [](int) {};
  EXPECT_THAT(complaint(kernel, 0, 32, 0), HasSubstr("impossible size"));
  EXPECT_THAT(complaint(kernel, 1, 1025, 0), HasSubstr("impossible size"));
  EXPECT_THAT(complaint(kernel, dim3(1, 65536), 32, 0), HasSubstr("impossible size"));
  auto const greedy = [](int) {
    CLINMETRICS_DYNAMIC_SHARED(int, sized, 10);
    *sized = 1;
  };
  EXPECT_THAT(complaint(greedy, 1, 1, 0), HasSubstr("dynamic shared memory"));
}

TEST(SimtHost, ErrorsOfTheKernelComeThrough) {
  auto const kernel = [](int) {
    __syncthreads();
    if (threadIdx.x == 3) throw std::out_of_range("here");
    __syncthreads();
  };
  EXPECT_THROW(simt::launch(kernel, 1, 32, 0, 0), std::out_of_range);
  EXPECT_EQ(complaint([](int) { __syncthreads(); }, 1, 32, 0), "nothing");  // and the next launch works
}

}  // namespace
