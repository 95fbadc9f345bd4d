// SPDX-License-Identifier: Apache-2.0
// Multinomial weights: first the totals of blocks of units, a block of threads a replicate; then trees that share each total among its
// units, a lane 16 replicates. The counters and their use are those of random/resampler.hpp.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/random/philox.hpp"
#include "sources.cuh"

namespace clinmetrics::device {

struct multinomial_plan {
  std::uint64_t seed;
  std::uint32_t stream, n_units, n_cells;
  device_stratum const* strata;
  device_cell const* cells;
  device_table const* tables;
  std::uint64_t const* cumulative;
};

/// The least k whose distribution function exceeds u/2^64.
__device__ inline std::uint32_t invert(device_table const& t, std::uint64_t const* cumulative, std::uint64_t u) {
  std::uint32_t low = 0, high = t.size;
  while (low < high) {
    std::uint32_t const middle = (low + high) / 2;
    if (cumulative[t.begin + middle] <= u)
      low = middle + 1;
    else
      high = middle;
  }
  return t.first + low;
}

/// The cell that holds a unit, given by its number within its stratum: blocks of 128, then the tail in descending powers of two.
__device__ inline std::uint32_t cell_of(device_stratum const& s, device_cell const* cells, std::uint32_t unit) {
  if (!s.is_blocked) return s.first_cell + unit;
  std::uint32_t const full = s.size / 128;
  std::uint32_t cell = s.first_cell + (unit / 128 < full ? unit / 128 : full);
  while (s.begin + unit >= cells[cell].begin + (1u << cells[cell].log2_length)) ++cell;
  return cell;
}

/// ⌊x·n/2^64⌋.
__device__ inline std::uint32_t scale(std::uint64_t x, std::uint32_t n) {
  return static_cast<std::uint32_t>((((x & 0xFFFFFFFFu) * n >> 32) + (x >> 32) * n) >> 32);
}

/// A block of threads = a stratum (x) in a replicate (y). totals[cell · n_replicates + replicate] are 0 at first.
__global__ void __launch_bounds__(block_threads, 2)
    draw_totals(multinomial_plan plan, std::uint32_t first_replicate, std::uint32_t n_replicates, std::uint32_t* totals,
                std::uint32_t* too_large) {
  CLINMETRICS_SHARED(std::uint64_t, sum_of_block);
  device_stratum const s = plan.strata[blockIdx.x];
  std::uint32_t const replicate = first_replicate + blockIdx.y;
  std::uint32_t* const mine = totals + blockIdx.y;
  for (std::uint32_t attempt = 0;; ++attempt) {
    if (threadIdx.x == 0) sum_of_block = 0;
    __syncthreads();
    std::uint64_t sum = 0;
    if (s.is_blocked)
      for (std::uint32_t k = threadIdx.x; k < s.n_cells; k += blockDim.x) {
        std::uint32_t const number = s.first_block + k;
        auto const pair = philox(counter(number / 2, replicate, plan.stream, attempt, purpose::block_total), plan.seed);
        std::uint64_t const word = number % 2 == 0 ? word_of(pair, 0) : word_of(pair, 1);
        std::uint32_t const total = invert(plan.tables[plan.cells[s.first_cell + k].table], plan.cumulative, word);
        mine[std::uint64_t{s.first_cell + k} * n_replicates] = total;
        sum += total;
      }
    for (unsigned d = 16; d > 0; d /= 2) sum += __shfl_down_sync(~0u, sum, d);
    if (threadIdx.x % 32 == 0) atomicAdd(&sum_of_block, sum);
    __syncthreads();
    std::uint64_t const drawn = sum_of_block;
    __syncthreads();  // all have read it before the next attempt clears it
    if (drawn > s.size) {
      if (attempt < 255) continue;
      if (threadIdx.x == 0) *too_large = 1;
      return;
    }
    for (std::uint64_t t = threadIdx.x; t < s.size - drawn; t += blockDim.x) {
      auto const x = philox(counter(s.begin + t / 2, replicate, plan.stream, attempt, purpose::draw), plan.seed);
      std::uint32_t const unit = scale(t % 2 == 0 ? word_of(x, 0) : word_of(x, 1), s.size);
      atomicAdd(&mine[std::uint64_t{cell_of(s, plan.cells, unit)} * n_replicates], 1u);
    }
    return;
  }
}

/// Ones in each byte.
__device__ inline std::uint32_t ones_by_byte(std::uint32_t x) {
  x -= x >> 1 & 0x55555555u;
  x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
  return (x + (x >> 4)) & 0x0F0F0F0Fu;
}

/// In each byte as many ones as it has coins in round j: its total less 8·j, but 0 to 8.
__device__ inline std::uint32_t coins_by_byte(std::uint32_t totals, std::uint32_t j) {
  std::uint32_t mask = 0;
  for (unsigned byte = 0; byte < 4; ++byte) {
    std::uint32_t const total = totals >> 8 * byte & 255, left = total > 8 * j ? total - 8 * j : 0;
    mask |= ((1u << (left < 8 ? left : 8)) - 1) << 8 * byte;
  }
  return mask;
}

/// A warp = a cell (x) in a page (y). Walks the cell's tree depth first; totals on the way are bytes, right halves wait on a stack.
__global__ void __launch_bounds__(block_threads, 2)
    share_totals(multinomial_plan plan, std::uint32_t first_lane, std::uint32_t n_replicates, std::uint32_t const* totals, uint4* tile,
                 std::uint32_t* too_large) {
  using stacks = uint4[warps_a_block][7][32];
  CLINMETRICS_SHARED(stacks, stack);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, page = blockIdx.y;
  std::uint32_t const number = blockIdx.x * warps_a_block + warp;
  if (number >= plan.n_cells) return;
  device_cell const cell = plan.cells[number];
  std::uint32_t const* const mine = totals + std::uint64_t{number} * n_replicates + page * page_replicates + lane * lane_replicates;
  std::uint32_t node[4] = {};
  for (unsigned i = 0; i < 16; ++i) {
    std::uint32_t const total = mine[i];
    if (total > 255) *too_large = 1;
    node[i / 4] |= (total & 255) << 8 * (i % 4);
  }
  std::uint32_t const lane_block = first_lane + 32 * page + lane;
  std::uint32_t depth = 0, length = 1u << cell.log2_length;
  for (std::uint32_t unit = 0;;) {
    for (; length > 1; length /= 2) {
      std::uint32_t left[4] = {};
      std::uint32_t coins[4];
      for (std::uint32_t j = 0;; ++j) {
        std::uint32_t any = 0;
        for (unsigned q = 0; q < 4; ++q) any |= coins[q] = coins_by_byte(node[q], j);
        if (any == 0) break;
        auto const bits = philox(counter(cell.begin + unit + length / 2, lane_block, plan.stream, j, purpose::split), plan.seed);
        for (unsigned q = 0; q < 4; ++q) left[q] += ones_by_byte(bits[q] & coins[q]);
      }
      stack[warp][depth++][lane] = make_uint4(node[0] - left[0], node[1] - left[1], node[2] - left[2], node[3] - left[3]);
      for (unsigned q = 0; q < 4; ++q) node[q] = left[q];
    }
    tile[(std::uint64_t{page} * plan.n_units + cell.begin + unit) * 32 + lane] = make_uint4(node[0], node[1], node[2], node[3]);
    ++unit;
    if (unit == 1u << cell.log2_length) return;
    uint4 const next = stack[warp][--depth][lane];  // the node that begins at this unit
    node[0] = next.x, node[1] = next.y, node[2] = next.z, node[3] = next.w;
    length = unit & (0u - unit);
  }
}

}  // namespace clinmetrics::device
