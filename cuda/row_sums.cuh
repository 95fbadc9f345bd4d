// SPDX-License-Identifier: Apache-2.0
// The row-sums pass. The rows are sorted into runs, the rows of one group and of the same cells of all sums. Each warp sums a segment of a
// run in registers and adds the sums to the slots of the run.
#pragma once
#include <cstdint>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/engine/plugin.hpp"
#include "sources.cuh"

namespace CLINMETRICS_NAMESPACE::device {

struct row_sums_input {
  std::uint32_t const* units;
  std::uint64_t const* weight;   ///< null: all 1
  std::uint64_t const* amounts;  ///< [amount][row], from the first amount of this launch on
  device_run_segment const* segments;
  std::uint32_t const* summand_of;  ///< of each sum: 0 for the counts, 1 + a for amount a
  std::uint32_t const* slots_of;    ///< [run][sum]
  std::uint32_t n_rows, n_segments, n_sums;
  std::uint32_t first_summand;  ///< this launch adds the summands first_summand … first_summand + Amounts − 1, and if it is 1, the counts
  std::uint64_t* slots;
  std::uint32_t n_groups;
  std::uint64_t n_replicates;
};

inline constexpr unsigned amounts_a_launch = 3;

/// The types of a lane's counts and sums. The narrow ones suffice without row weights, if a segment's sums fit into 64 bits.
template <bool IsWide>
struct row_sum {
  using count = std::uint32_t;
  using total = std::uint64_t;
};
template <>
struct row_sum<true> {
  using count = std::uint64_t;
  using total = u128;
};

/// The 32 rows that each warp of a block adds next, in shared memory.
template <bool IsWide, unsigned Amounts>
struct staged_amounts {
  std::uint32_t unit[warps_a_block][32];
  std::uint64_t weight[warps_a_block][IsWide ? 32 : 1];
  std::uint64_t amount[warps_a_block][Amounts > 0 ? Amounts : 1][32];
};

/// Each warp adds one segment (blockIdx.x) in one page (y). Each lane has Width of its 16 replicates, which blockIdx.z selects. The
/// function is long because all its steps share the sums of a lane, which must stay in registers.
template <class Source, bool IsWide, unsigned Amounts, unsigned Width>
__global__ void __launch_bounds__(block_threads, 2) add_rows(row_sums_input in, Source source) {
  using count = typename row_sum<IsWide>::count;
  using total = typename row_sum<IsWide>::total;
  using source_memory = typename Source::memory;
  using staged_memory = staged_amounts<IsWide, Amounts>;
  CLINMETRICS_SHARED(source_memory, memory);
  CLINMETRICS_SHARED(staged_memory, staged);
  source.prepare(memory);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, number = blockIdx.x * warps_a_block + warp;
  if (number >= in.n_segments) return;  // whole warps leave, after the last barrier of the block
  device_run_segment const segment = in.segments[number];
  count n[Width] = {};
  constexpr bool is_packed = !IsWide && Amounts == 0 && Width == lane_replicates;
  packed_run<Source> packed;  // counts that are added to `n` after the last row
  total sum[Amounts > 0 ? Amounts : 1][Width] = {};
  for (std::uint32_t base = segment.begin; base < segment.end; base += 32) {
    std::uint32_t const here = segment.end - base < 32 ? segment.end - base : 32;
    std::uint32_t const mine = base + (lane < here ? lane : here - 1);  // the last row fills the remaining places
    staged.unit[warp][lane] = in.units[mine];
    if constexpr (IsWide) staged.weight[warp][lane] = in.weight ? in.weight[mine] : 1;
#pragma unroll
    for (unsigned a = 0; a < Amounts; ++a) staged.amount[warp][a][lane] = in.amounts[std::uint64_t{in.n_rows} * a + mine];
    __syncwarp();
    for (std::uint32_t i = 0; i < here; ++i) {
      auto const drawn = source.draw(
          memory, i, [&](std::uint32_t k) { return staged.unit[warp][k]; }, blockIdx.y, lane);
      if constexpr (is_packed) {
        packed.add(memory, drawn, lane);
        continue;
      }
      lane_weights<Source, Width> const weights(drawn, blockIdx.z);
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) {
        count w = weights.of(memory, r, lane);
        if constexpr (IsWide) w *= staged.weight[warp][i];
        n[r] += w;
#pragma unroll
        for (unsigned a = 0; a < Amounts; ++a) sum[a][r] += static_cast<total>(w) * staged.amount[warp][a][i];
      }
    }
    __syncwarp();  // before the next rows take their place
  }
  if constexpr (is_packed) packed.empty([&](unsigned r, std::uint32_t more) { n[r] += more; });
  std::uint64_t const at = blockIdx.y * page_replicates + lane * lane_replicates + blockIdx.z * Width;
  for (std::uint32_t j = 0; j < in.n_sums; ++j) {
    std::uint32_t const summand = in.summand_of[j];
    std::uint64_t* const low = in.slots + in.slots_of[std::uint64_t{segment.run} * in.n_sums + j] * in.n_replicates + at;
    std::uint64_t* const high = low + in.n_groups * in.n_replicates;
    if (summand == 0 && in.first_summand == 1) {
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) atomicAdd(low + r, std::uint64_t{n[r]});
    }
#pragma unroll
    for (unsigned a = 0; a < Amounts; ++a)
      if (summand == in.first_summand + a) {
#pragma unroll
        for (unsigned r = 0; r < Width; ++r) {
          std::uint64_t carry = 0;
          if constexpr (IsWide) carry = high_half(sum[a][r]);
          add_wide_atomically(low + r, high + r, static_cast<std::uint64_t>(sum[a][r]), carry);
        }
      }
  }
}

}  // namespace CLINMETRICS_NAMESPACE::device
