// SPDX-License-Identifier: Apache-2.0
// The row-sums pass: rows are sorted by run (a group and a cell of every sum); each warp sums a segment of a run in registers and adds it
// to the slots.
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
  std::uint32_t const* sources;
  std::uint32_t const* slots_of;
  std::uint32_t n_rows, n_segments, n_sums;
  std::uint32_t first_source;  ///< this launch adds sources first_source … first_source + Amounts, and the counts if it is 1
  std::uint64_t* slots;
  std::uint32_t n_groups;
  std::uint64_t n_replicates;
};

inline constexpr unsigned amounts_a_launch = 3;

/// Narrow: no row weights, and a segment's sums fit into 64 bits.
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

template <bool IsWide, unsigned Amounts>
struct staged_amounts {
  std::uint32_t unit[warps_a_block][32];
  std::uint64_t weight[warps_a_block][IsWide ? 32 : 1];
  std::uint64_t amount[warps_a_block][Amounts > 0 ? Amounts : 1][32];
};

/// A warp = a segment (x) in a page (y), Width replicates per lane (z selects them). It is long because all its steps share the sums of a
/// lane, which must stay in registers.
template <class Source, bool IsWide, unsigned Amounts, unsigned Width>
__global__ void __launch_bounds__(block_threads, 2) add_rows(row_sums_input in, Source source) {
  using count = typename row_sum<IsWide>::count;
  using total = typename row_sum<IsWide>::total;
  using source_memory = typename Source::memory;
  using staged_rows_type = staged_amounts<IsWide, Amounts>;
  CLINMETRICS_SHARED(source_memory, memory);
  CLINMETRICS_SHARED(staged_rows_type, staged);
  source.prepare(memory);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, number = blockIdx.x * warps_a_block + warp;
  if (number >= in.n_segments) return;  // whole warps leave, after the last barrier of the block
  device_run_segment const segment = in.segments[number];
  count n[Width] = {};
  constexpr bool is_packed = !IsWide && Amounts == 0 && Width == lane_replicates;
  packed_run<Source> run;  // of rows that are not yet in `n`
  auto const empty_run = [&] { run.empty([&](unsigned r, std::uint32_t more) { n[r] += more; }); };
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
        run.add(memory, drawn, lane);
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
  if constexpr (is_packed) empty_run();
  std::uint64_t const at = blockIdx.y * page_replicates + lane * lane_replicates + blockIdx.z * Width;
  for (std::uint32_t j = 0; j < in.n_sums; ++j) {
    std::uint32_t const from = in.sources[j];
    std::uint64_t* const low = in.slots + in.slots_of[std::uint64_t{segment.run} * in.n_sums + j] * in.n_replicates + at;
    std::uint64_t* const high = low + in.n_groups * in.n_replicates;
    if (from == 0 && in.first_source == 1) {
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) atomicAdd(low + r, std::uint64_t{n[r]});
    }
#pragma unroll
    for (unsigned a = 0; a < Amounts; ++a)
      if (from == in.first_source + a) {
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
