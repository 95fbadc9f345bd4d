// SPDX-License-Identifier: Apache-2.0
// Multinomial weights: first the totals of blocks of units, one block of threads per replicate; then trees that divide each total among its
// units, 16 replicates per lane. The counters and their use are those of random/resampler.hpp.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/random/philox.hpp"
#include "sources.cuh"

namespace CLINMETRICS_NAMESPACE::device {

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

/// The cell that contains a unit, given by its number within its stratum: blocks of 128, then the tail in descending powers of two.
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

/// A block of threads = a stratum (x) in a replicate (y), from column `first_column` of the launch's n_replicates on, whose first is
/// first_replicate. totals[cell · n_replicates + column] are 0 at first; left_out[column / 16] is set if 256 attempts were too few.
__global__ void __launch_bounds__(block_threads, 2)
    draw_totals(multinomial_plan plan, std::uint32_t first_replicate, std::uint32_t first_column, std::uint32_t n_replicates,
                std::uint32_t* totals, std::uint32_t* left_out) {
  CLINMETRICS_SHARED(std::uint64_t, sum_of_block);
  device_stratum const s = plan.strata[blockIdx.x];
  std::uint32_t const column = first_column + blockIdx.y, replicate = first_replicate + column;
  std::uint32_t* const mine = totals + column;
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
      if (threadIdx.x == 0) left_out[column / lane_replicates] = 1;
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

// ---- Totals of 16 replicates, and the number of ones among as many random bits. Ones are counted in the halves of bytes; multiplications
// replace additions, because the multipliers are otherwise idle.

/// One byte each.
struct alignas(16) node_totals {
  std::uint32_t bytes[4];
  __device__ node_totals less(node_totals const& part) const {
    return {{bytes[0] - part.bytes[0], bytes[1] - part.bytes[1], bytes[2] - part.bytes[2], bytes[3] - part.bytes[3]}};
  }
  __device__ bool has_above_15() const { return ((bytes[0] | bytes[1] | bytes[2] | bytes[3]) & 0xF0F0F0F0u) != 0; }
};

/// Four bits each; no total is above 15.
struct few_totals {
  std::uint32_t nibbles[2];
  __device__ few_totals less(few_totals const& part) const { return {{nibbles[0] - part.nibbles[0], nibbles[1] - part.nibbles[1]}}; }
  __device__ bool has_above_8() const { return ((above_8(nibbles[0]) | above_8(nibbles[1])) & 0x88888888u) != 0; }
  /// The nibbles of replicates 4q to 4q + 3, in the lower half.
  __device__ std::uint32_t four(unsigned q) const { return nibbles[q / 2] >> 16 * (q % 2); }
  /// For the same four: all ones in the byte of a total above 7.
  __device__ std::uint32_t above_7(unsigned q) const { return prmt(nibbles[q / 2] << 4, nibbles[q / 2], q % 2 == 0 ? 0xD9C8u : 0xFBEAu); }

 private:
  __device__ static std::uint32_t above_8(std::uint32_t x) { return x & ((x & 0x77777777u) + 0x77777777u); }
};
/// Four bytes below 16, as nibbles in bytes 0 and 2.
__device__ inline std::uint32_t close_up(std::uint32_t bytes) { return bytes + (bytes >> 4); }
__device__ inline few_totals few_of(node_totals const& node) {
  return {
      {prmt(close_up(node.bytes[0]), close_up(node.bytes[1]), 0x6420u), prmt(close_up(node.bytes[2]), close_up(node.bytes[3]), 0x6420u)}};
}

/// For each of four nibbles a byte with as many ones; no ones for 8 to 15.
__device__ inline std::uint32_t ones_below_8(std::uint32_t nibbles) { return prmt(0x07030100u, 0x7F3F1F0Fu, nibbles); }
/// The number of ones in each half of each byte.
__device__ inline std::uint32_t count_in_halves(std::uint32_t x) {
  x -= x >> 1 & 0x55555555u;
  return x - 3 * (x >> 2 & 0x33333333u);
}
/// The sum of the two halves of each byte.
__device__ inline std::uint32_t add_halves(std::uint32_t x) { return x - 15 * (x >> 4 & 0x0F0F0F0Fu); }
inline constexpr std::uint32_t rounds_in_halves = 3;  ///< number of rounds after which a half has 12 ones at most

/// Masks for the random bits of four totals: in round j a byte has as many ones as its total minus 8·j, limited to 0 to 8.
class coin_rounds {
 public:
  __device__ explicit coin_rounds(std::uint32_t totals)
      : rounds_left_((totals >> 3 & 0x1F1F1F1Fu) | 0x80808080u), rest_(ones_below_8(prmt(close_up(totals & 0x07070707u), 0, 0x4420u))) {}
  /// False: the remaining rounds need no random bits.
  __device__ bool may_go_on() const { return is_at_least_ != 0; }
  /// The mask of the next round; it is 0 after the last round.
  __device__ std::uint32_t next() {
    std::uint32_t const is_last_or_more = is_at_least_;
    is_at_least_ = byte_signs(rounds_left_ -= 0x01010101u);
    return is_at_least_ | (is_last_or_more & rest_);
  }

 private:
  std::uint32_t rounds_left_;        ///< full rounds, plus 128: the highest bit is 0 after the last of them
  std::uint32_t rest_;               ///< the ones of the round after these
  std::uint32_t is_at_least_ = ~0u;  ///< all ones in a byte that has as many full rounds as there were rounds, or more
};

/// The work of one lane on the tree of a cell, whose units are numbered from `first`.
struct tree_walk {
  std::uint64_t seed;
  std::uint32_t stream, lane_block, first;
  uint2* tile;  ///< of the first unit; that of the next one is 32 further

  __device__ philox_block coins(std::uint32_t middle, std::uint32_t round) const {
    return philox(counter(first + middle, lane_block, stream, round, purpose::split), seed);
  }
  /// The total of the left half of a node: the number of ones among as many random bits as its total.
  __device__ node_totals left_of(node_totals const& node, std::uint32_t middle) const {
    coin_rounds rounds[4] = {coin_rounds(node.bytes[0]), coin_rounds(node.bytes[1]), coin_rounds(node.bytes[2]),
                             coin_rounds(node.bytes[3])};
    node_totals left{};
    bool goes_on = true;
    for (std::uint32_t first_round = 0; goes_on; first_round += rounds_in_halves) {
      std::uint32_t heads[4] = {};
#pragma unroll
      for (std::uint32_t round = 0; round < rounds_in_halves; ++round) {
        auto const bits = coins(middle, first_round + round);
        for (unsigned q = 0; q < 4; ++q) heads[q] += count_in_halves(bits[q] & rounds[q].next());
        goes_on = rounds[0].may_go_on() || rounds[1].may_go_on() || rounds[2].may_go_on() || rounds[3].may_go_on();
        if (!goes_on) break;
      }
      for (unsigned q = 0; q < 4; ++q) left.bytes[q] += add_halves(heads[q]);
    }
    return left;
  }
  /// The same for small totals: two rounds at most.
  __device__ few_totals left_of(few_totals const& node, std::uint32_t middle) const {
    std::uint32_t heads[4];
    auto const bits = coins(middle, 0);
    for (unsigned q = 0; q < 4; ++q) heads[q] = count_in_halves(bits[q] & (ones_below_8(node.four(q)) | node.above_7(q)));
    if (node.has_above_8()) {
      auto const more = coins(middle, 1);
      for (unsigned q = 0; q < 4; ++q) heads[q] += count_in_halves(more[q] & ones_below_8(node.four(q) & 0x7777u) & node.above_7(q));
    }
    return few_of({{add_halves(heads[0]), add_halves(heads[1]), add_halves(heads[2]), add_halves(heads[3])}});
  }
  /// Divides the total of a node among its 2^Log2Length units.
  template <unsigned Log2Length>
  __device__ void share(few_totals const& node, std::uint32_t unit) const {
    if constexpr (Log2Length == 0) {
      tile[std::uint64_t{unit} * 32] = {node.nibbles[0], node.nibbles[1]};
    } else {
      constexpr std::uint32_t half = 1u << (Log2Length - 1);
      auto const left = left_of(node, unit + half);
      share<Log2Length - 1>(left, unit);
      share<Log2Length - 1>(node.less(left), unit + half);
    }
  }
};

/// A warp = a cell (x) in a page (y). It visits the cell's tree depth first; right halves wait on a stack, except for the lowest two levels
/// if no total is above 15. left_out[column / 16] is set if a total is above 255, or a weight above 15.
__global__ void __launch_bounds__(block_threads, 2)
    share_totals(multinomial_plan plan, std::uint32_t first_lane, std::uint32_t n_replicates, std::uint32_t const* totals, uint2* tile,
                 std::uint32_t* left_out) {
  constexpr std::uint32_t most_waiting = 7;
  using stacks = node_totals[warps_a_block][most_waiting][32];
  CLINMETRICS_SHARED(stacks, stack);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, page = blockIdx.y;
  std::uint32_t const number = blockIdx.x * warps_a_block + warp;
  if (number >= plan.n_cells) return;
  device_cell const cell = plan.cells[number];
  std::uint32_t const* const mine = totals + std::uint64_t{number} * n_replicates + page * page_replicates + lane * lane_replicates;
  node_totals node{};
  bool is_left_out = false;
  for (unsigned i = 0; i < 16; ++i) {
    std::uint32_t const total = mine[i];
    is_left_out |= total > 255;
    node.bytes[i / 4] |= (total & 255) << 8 * (i % 4);
  }
  tree_walk const walk{plan.seed, plan.stream, first_lane + 32 * page + lane, cell.begin,
                       tile + (std::uint64_t{page} * plan.n_units + cell.begin) * 32 + lane};
  std::uint32_t const end = 1u << cell.log2_length;
  std::uint32_t depth = 0, length = end;
  for (std::uint32_t unit = 0;;) {
    bool is_few = false;  // in all lanes
    for (;; length /= 2) {
      if (length <= 4) is_few = __ballot_sync(~0u, node.has_above_15()) == 0;
      if (is_few || length == 1) break;
      auto const left = walk.left_of(node, unit + length / 2);
      stack[warp][depth++][lane] = node.less(left);
      node = left;
    }
    auto const few = few_of(node);
    if (length == 4)
      walk.share<2>(few, unit);
    else if (length == 2)
      walk.share<1>(few, unit);
    else {
      walk.share<0>(few, unit);
      is_left_out |= node.has_above_15();
    }
    unit += length;
    if (unit == end) break;
    node = stack[warp][--depth][lane];  // the node that begins at this unit
    length = unit & (0u - unit);
  }
  if (is_left_out) left_out[32 * page + lane] = 1;
}

}  // namespace CLINMETRICS_NAMESPACE::device
