// SPDX-License-Identifier: Apache-2.0
// Multinomial weights in two kernels: independent Poisson weights, 16 replicates per lane, which also sums them; then single draws, one
// warp per stratum and replicate, that bring the sums to the number of units. The counters and their use are those of random/resampler.hpp.
#pragma once
#include <cstdint>

#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/random/philox.hpp"
#include "clinmetrics/random/single_draws.hpp"
#include "sources.cuh"

namespace CLINMETRICS_NAMESPACE::device {

/// Units begin … begin + n − 1 of a stratum, whose weights a block of threads draws for one page.
struct stratum_part {
  std::uint32_t begin, n, stratum;
};
inline constexpr std::uint32_t most_part_units = 60 * warps_a_block;  ///< a warp's sums of 60 weights up to 4 fit into bytes

struct multinomial_plan {
  std::uint64_t seed;
  std::uint32_t stream, n_units;
  device_stratum const* strata;
  device_law const* laws;
  std::uint64_t const* cumulative;
  stratum_part const* parts;
};

/// The sum of a stratum's independent weights in a replicate, and how many of them are above 8.
struct stratum_total {
  std::uint32_t sum;
  std::uint32_t n_above_8;
};

// ---- Weights of four bits in memory, [page][unit][replicate]. Replicates with a weight above 15 are left out here: the host adds them.

inline constexpr std::uint32_t greatest_nibble = 15;

/// The weights of consecutive units in one replicate.
struct nibble_column {
  std::uint32_t* words;
  std::uint32_t shift;

  /// column: the replicate's number in the launch.
  __device__ nibble_column(uint2* tile, std::uint32_t n_units, std::uint32_t first_unit, std::uint32_t column)
      : words(reinterpret_cast<std::uint32_t*>(tile + (std::uint64_t{column / page_replicates} * n_units + first_unit) * 32) +
              column % page_replicates / 8),
        shift(column % 8 * 4) {}
  __device__ std::uint32_t* word(std::uint32_t unit) const { return words + std::uint64_t{unit} * (page_replicates / 8); }
  /// Reads what other lanes have added.
  __device__ std::uint32_t weight(std::uint32_t unit) const {
    return *const_cast<std::uint32_t const volatile*>(word(unit)) >> shift & greatest_nibble;
  }
  /// Adds w, which may be negative, and returns the weight before it.
  __device__ std::uint32_t add(std::uint32_t unit, std::int32_t w) const {
    return atomicAdd(word(unit), static_cast<std::uint32_t>(w) << shift) >> shift & greatest_nibble;
  }
};

// ---- The independent weights

/// The code of a random byte is its weight, at most 4, or this code if the byte alone does not decide the weight.
inline constexpr std::uint32_t ambiguous_code = 8;
inline constexpr std::uint32_t ambiguous_codes = 0x88888888u;

/// Fills the table of codes, together with the other threads of the block.
__device__ inline void fill_codes(banked_table& table, device_law const& law) {
  for (std::uint32_t i = threadIdx.x; i < 256 * 32; i += blockDim.x) {
    std::uint32_t const w = law.weight_of_byte[i / 32];
    table[i] = w > greatest_nibble ? ambiguous_code : w;
  }
}

/// The codes of eight bytes, four bits each.
__device__ inline std::uint32_t eight_codes(banked_table const& table, std::uint32_t low, std::uint32_t high, std::uint32_t lane) {
  std::uint32_t codes = 0;
#pragma unroll
  for (unsigned i = 8; i-- > 0;)
    codes = codes * 16 + look_up(table, i < 4 ? low : high, 8 * (i % 4), lane);  // one multiplication and addition
  return codes;
}

/// The number of the lowest bit that is set.
__device__ inline std::uint32_t lowest_bit(std::uint32_t x) { return static_cast<std::uint32_t>(__popc((x & (0u - x)) - 1)); }

/// The weights of a warp that their bytes do not decide. 32 of them are drawn together, because few lanes have one for the same unit. Their
/// order does not matter. An entry is unit · 512 + replicate, both counted from the first of the block.
struct ambiguous_list {
  std::uint32_t n;
  std::uint32_t entries[31 + page_replicates];

  /// codes: of the lane's replicates 0 to 7 and 8 to 15.
  __device__ void append(uint2 codes, std::uint32_t unit, std::uint32_t lane) {
    std::uint32_t const first = unit * page_replicates + lane * lane_replicates;
    for (std::uint32_t left = codes.x & ambiguous_codes; left != 0; left &= left - 1)
      entries[atomicAdd(&n, 1u)] = first + lowest_bit(left) / 4;
    for (std::uint32_t left = codes.y & ambiguous_codes; left != 0; left &= left - 1)
      entries[atomicAdd(&n, 1u)] = first + 8 + lowest_bit(left) / 4;
  }
};

/// Draws the weights of a part that their bytes do not decide, for one block of threads in one page.
struct part_fill {
  multinomial_plan const& plan;
  stratum_part part;
  std::uint32_t first_replicate, page, n_replicates;
  stratum_total* totals;  ///< of the part's stratum
  uint2* tile;
  std::uint32_t* left_out;
  std::uint32_t* sums;  ///< of the page's replicates, shared by the block

  /// Draws the weight of an entry of an ambiguous_list.
  __device__ void decide(std::uint32_t entry) const {
    std::uint32_t const unit = part.begin + entry / page_replicates, in_page = entry % page_replicates;
    std::uint32_t const column = page * page_replicates + in_page;
    auto const bits = philox(counter(unit, first_replicate + column, plan.stream, 0, purpose::weight_rest), plan.seed);
    std::uint64_t const u = word_of(bits, 0);
    device_law const& law = plan.laws[plan.strata[part.stratum].law];
    std::uint32_t w = 0;
    while (w < law.size && plan.cumulative[law.begin + w] <= u) ++w;
    if (w > 8) atomicAdd(&totals[column].n_above_8, 1u);
    if (w > greatest_nibble) w = greatest_nibble, left_out[column / lane_replicates] = 1;
    nibble_column(tile, plan.n_units, unit, column).add(0, static_cast<std::int32_t>(w));
    atomicAdd(&sums[in_page], w);
  }

  /// Draws as many whole warps of entries as the list has; the first entries, fewer than 32, remain.
  __device__ void decide_full_warps(ambiguous_list& list, std::uint32_t lane) const {
    std::uint32_t const n = list.n;
    __syncwarp();  // all lanes have read the number before it changes
    if (n < 32) return;
    for (std::uint32_t end = n; end >= 32; end -= 32) decide(list.entries[end - 32 + lane]);
    if (lane == 0) list.n = n % 32;
    __syncwarp();  // the number is written, and the list is read, before either is used again
  }
};

/// The sums of the weights of a lane's 16 replicates, one byte each: words 0 and 2 have the even replicates, words 1 and 3 the odd ones.
struct lane_sums {
  std::uint32_t bytes[4] = {};
  __device__ void add(uint2 weights) {
    bytes[0] += weights.x & 0x0F0F0F0Fu, bytes[1] += weights.x >> 4 & 0x0F0F0F0Fu;
    bytes[2] += weights.y & 0x0F0F0F0Fu, bytes[3] += weights.y >> 4 & 0x0F0F0F0Fu;
  }
  __device__ void add_to(std::uint32_t* sums) const {
#pragma unroll
    for (unsigned i = 0; i < lane_replicates; ++i) atomicAdd(&sums[i], bytes[i / 8 * 2 + i % 2] >> 8 * (i % 8 / 2) & 255);
  }
};

/// Each block of threads draws one part of a stratum (blockIdx.x) in one page (y). totals[stratum · n_replicates + column] are 0 at first.
/// left_out[column / 16] is set if a weight is above 15.
__global__ void __launch_bounds__(block_threads, 2)
    draw_independently(multinomial_plan plan, std::uint32_t first_replicate, std::uint32_t n_replicates, stratum_total* totals, uint2* tile,
                       std::uint32_t* left_out) {
  using lists = ambiguous_list[warps_a_block];
  using page_sums = std::uint32_t[page_replicates];
  CLINMETRICS_SHARED(banked_table, table);
  CLINMETRICS_SHARED(lists, ambiguous);
  CLINMETRICS_SHARED(page_sums, sums);
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, page = blockIdx.y;
  stratum_part const part = plan.parts[blockIdx.x];
  fill_codes(table, plan.laws[plan.strata[part.stratum].law]);
  for (std::uint32_t i = threadIdx.x; i < page_replicates; i += blockDim.x) sums[i] = 0;
  if (lane == 0) ambiguous[warp].n = 0;
  __syncthreads();

  stratum_total* const mine = totals + std::uint64_t{part.stratum} * n_replicates;
  part_fill const fill{plan, part, first_replicate, page, n_replicates, mine, tile, left_out, sums};
  uint2* const rows = tile + (std::uint64_t{page} * plan.n_units + part.begin) * 32 + lane;
  ambiguous_list& list = ambiguous[warp];
  lane_sums sum;
  for (std::uint32_t unit = warp; unit < part.n; unit += warps_a_block) {
    std::uint32_t const lane_block = first_replicate / lane_replicates + 32 * page + lane;
    auto const bytes = philox(counter(part.begin + unit, lane_block, plan.stream, 0, purpose::weight_byte), plan.seed);
    uint2 const codes{eight_codes(table, bytes[0], bytes[1], lane), eight_codes(table, bytes[2], bytes[3], lane)};
    uint2 const weights{codes.x & ~ambiguous_codes, codes.y & ~ambiguous_codes};
    rows[std::uint64_t{unit} * 32] = weights;
    sum.add(weights);
    list.append(codes, unit, lane);
    __syncwarp();  // the rows and the list are written before other lanes use them
    fill.decide_full_warps(list, lane);
  }
  if (lane < list.n) fill.decide(list.entries[lane]);
  sum.add_to(sums + lane * lane_replicates);
  __syncthreads();
  for (std::uint32_t i = threadIdx.x; i < page_replicates; i += blockDim.x)
    if (sums[i] != 0) atomicAdd(&mine[page * page_replicates + i].sum, sums[i]);
}

// ---- The correction of the sums

/// The work of a warp that corrects the sum of a stratum in a replicate.
struct sum_correction {
  stratum_replicate draws;
  nibble_column weights;
  std::uint32_t lane;

  /// Returns whether one of the lane's draws was added to a weight of 15, which does not fit.
  __device__ bool add(std::uint32_t missing) const {
    bool is_left_out = false;
    for (std::uint32_t block = lane; block < (missing + 3) / 4; block += 32) {
      auto const bits = draws.bits(block, 0, purpose::added_draw);
#pragma unroll
      for (std::uint32_t q = 0; q < 4; ++q) {
        if (4 * block + q >= missing) break;
        is_left_out |= weights.add(added_unit(draws, bits, block, q), 1) == greatest_nibble;
      }
    }
    return is_left_out;
  }

  /// Makes 32 tries at a time, one per lane, with the results that they would have one after the other: a success lowers the weight that
  /// the later tries of the same unit see.
  __device__ void remove(std::uint32_t surplus, unsigned n_level_bits) const {
    for (std::uint32_t first_try = 0; surplus > 0; first_try += 32) {
      auto const bits = draws.bits((first_try + lane) / 2, 0, purpose::removed_draw);
      removal const at = removal_from(lane % 2 == 0 ? word_of(bits, 0) : word_of(bits, 1), draws.size, n_level_bits);
      std::uint32_t weight = weights.weight(at.unit), first_open = 0;  // lanes before it are finished
      bool is_removed = false;
      while (surplus > 0) {
        std::uint32_t const successes = __ballot_sync(~0u, lane >= first_open && at.level < weight);
        if (successes == 0) break;
        std::uint32_t const next = lowest_bit(successes), unit = __shfl_sync(~0u, at.unit, static_cast<int>(next));
        is_removed |= lane == next;
        if (lane > next && at.unit == unit) --weight;
        first_open = next + 1, --surplus;
      }
      // All lanes have voted, and therefore read their weights.
      if (is_removed) weights.add(at.unit, -1);
      __syncwarp();  // the weights are written before they are read again
    }
  }
};

/// Each warp corrects one stratum (blockIdx.x) in one replicate, four replicates per y. A column is the number of a replicate in the
/// launch; this call corrects the columns first_column … end_column − 1 of n_replicates.
__global__ void __launch_bounds__(block_threads)
    correct_sums(multinomial_plan plan, std::uint32_t first_replicate, std::uint32_t first_column, std::uint32_t end_column,
                 std::uint32_t n_replicates, stratum_total const* totals, uint2* tile, std::uint32_t* left_out) {
  std::uint32_t const column = first_column + blockIdx.y * warps_a_block + threadIdx.x / 32;
  if (column >= end_column) return;
  device_stratum const s = plan.strata[blockIdx.x];
  stratum_total const total = totals[std::uint64_t{blockIdx.x} * n_replicates + column];
  sum_correction const correction{{plan.seed, plan.stream, s.begin, s.size, first_replicate + column},
                                  nibble_column(tile, plan.n_units, s.begin, column),
                                  threadIdx.x % 32};
  if (total.sum < s.size) {
    if (correction.add(s.size - total.sum)) left_out[column / lane_replicates] = 1;
  } else {
    correction.remove(total.sum - s.size, total.n_above_8 > 0 ? 4 : 3);
  }
}

}  // namespace CLINMETRICS_NAMESPACE::device
