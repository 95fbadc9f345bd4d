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

/// Coins of four totals, a byte each: in round j a byte has as many ones as its total less 8·j, but 0 to 8.
class coin_rounds {
 public:
  __device__ explicit coin_rounds(std::uint32_t totals) : rounds_left_((totals >> 3 & 0x1F1F1F1Fu) | 0x80808080u) {
    std::uint32_t const rest = totals & 0x07070707u, selectors = rest | rest >> 4;  // two to a byte, in bytes 0 and 2
    rest_ = __byte_perm(0x07030100u, 0x7F3F1F0Fu, __byte_perm(selectors, 0, 0x4420u));
  }
  /// False: the rounds that come have no coins.
  __device__ bool may_go_on() const { return is_at_least_ != 0; }
  /// Of the next round; rounds after the last have none.
  __device__ std::uint32_t next() {
    std::uint32_t const is_last_or_more = is_at_least_;
    is_at_least_ = byte_signs(rounds_left_ -= 0x01010101u);
    return is_at_least_ | (is_last_or_more & rest_);
  }

 private:
  std::uint32_t rounds_left_;        ///< full ones, plus 128: the highest bit goes when they are over
  std::uint32_t rest_;               ///< the ones of the round after those
  std::uint32_t is_at_least_ = ~0u;  ///< all ones in a byte that has as many full rounds as there were rounds, or more
};

/// Ones in each byte.
__device__ inline std::uint32_t ones_by_byte(std::uint32_t x) {
  x -= x >> 1 & 0x55555555u;
  x = (x & 0x33333333u) + (x >> 2 & 0x33333333u);
  return (x + (x >> 4)) & 0x0F0F0F0Fu;
}

/// Totals of 16 replicates, a byte each.
struct alignas(16) node_totals {
  std::uint32_t bytes[4];
  __device__ node_totals less(node_totals const& part) const {
    return {{bytes[0] - part.bytes[0], bytes[1] - part.bytes[1], bytes[2] - part.bytes[2], bytes[3] - part.bytes[3]}};
  }
};

/// One lane's walk over the tree of a cell, whose units are numbered from `first`.
struct tree_walk {
  std::uint64_t seed;
  std::uint32_t stream, lane_block, first;
  uint4* tile;  ///< of the first unit; the next one's lies 32 further

  /// What the left half of a node gets: heads among as many fair coins as its total.
  __device__ node_totals left_of(node_totals const& node, std::uint32_t middle) const {
    coin_rounds rounds[4] = {coin_rounds(node.bytes[0]), coin_rounds(node.bytes[1]), coin_rounds(node.bytes[2]),
                             coin_rounds(node.bytes[3])};
    node_totals left{};
    bool goes_on = true;
    for (std::uint32_t j = 0; goes_on; ++j) {
      auto const bits = philox(counter(first + middle, lane_block, stream, j, purpose::split), seed);
      for (unsigned q = 0; q < 4; ++q) left.bytes[q] += ones_by_byte(bits[q] & rounds[q].next());
      goes_on = rounds[0].may_go_on() || rounds[1].may_go_on() || rounds[2].may_go_on() || rounds[3].may_go_on();
    }
    return left;
  }
  /// Shares a node of 2^Log2Length units out.
  template <unsigned Log2Length>
  __device__ void share(node_totals const& node, std::uint32_t unit) const {
    if constexpr (Log2Length == 0) {
      tile[std::uint64_t{unit} * 32] = make_uint4(node.bytes[0], node.bytes[1], node.bytes[2], node.bytes[3]);
    } else {
      constexpr std::uint32_t half = 1u << (Log2Length - 1);
      auto const left = left_of(node, unit + half);
      share<Log2Length - 1>(left, unit);
      share<Log2Length - 1>(node.less(left), unit + half);
    }
  }
};

/// A warp = a cell (x) in a page (y). Walks the cell's tree depth first; right halves wait on a stack, but for the lowest two levels.
__global__ void __launch_bounds__(block_threads, 2)
    share_totals(multinomial_plan plan, std::uint32_t first_lane, std::uint32_t n_replicates, std::uint32_t const* totals, uint4* tile,
                 std::uint32_t* too_large) {
  constexpr std::uint32_t longest_unrolled = 4, most_waiting = 5;
  using stacks = node_totals[warps_a_block][most_waiting][32];
  CLINMETRICS_SHARED(stacks, stack);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, page = blockIdx.y;
  std::uint32_t const number = blockIdx.x * warps_a_block + warp;
  if (number >= plan.n_cells) return;
  device_cell const cell = plan.cells[number];
  std::uint32_t const* const mine = totals + std::uint64_t{number} * n_replicates + page * page_replicates + lane * lane_replicates;
  node_totals node{};
  for (unsigned i = 0; i < 16; ++i) {
    std::uint32_t const total = mine[i];
    if (total > 255) *too_large = 1;
    node.bytes[i / 4] |= (total & 255) << 8 * (i % 4);
  }
  tree_walk const walk{plan.seed, plan.stream, first_lane + 32 * page + lane, cell.begin,
                       tile + (std::uint64_t{page} * plan.n_units + cell.begin) * 32 + lane};
  std::uint32_t const end = 1u << cell.log2_length;
  if (end == 1) return walk.share<0>(node, 0);
  if (end == 2) return walk.share<1>(node, 0);
  std::uint32_t depth = 0, length = end;
  for (std::uint32_t unit = 0;;) {
    for (; length > longest_unrolled; length /= 2) {
      auto const left = walk.left_of(node, unit + length / 2);
      stack[warp][depth++][lane] = node.less(left);
      node = left;
    }
    walk.share<2>(node, unit);
    unit += longest_unrolled;
    if (unit == end) return;
    node = stack[warp][--depth][lane];  // that begins at this unit
    length = unit & (0u - unit);
  }
}

}  // namespace clinmetrics::device
