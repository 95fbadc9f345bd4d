// SPDX-License-Identifier: Apache-2.0
// The ranked pass in three steps: each warp processes a segment of the ordering for 512 replicates; the segments' sums are combined in
// order by an associative rule on integers; if average precision is needed, the segments are processed again with the sums of the rows
// above them. There is one kernel per step, or, if the work would not fill the device, one kernel whose blocks do all three steps for a
// group.
#pragma once
#include <cstdint>

#include "clinmetrics/core/wide.hpp"
#include "clinmetrics/engine/plugin.hpp"
#include "clinmetrics/pass/precision_term.hpp"
#include "segments.hpp"
#include "sources.cuh"

namespace CLINMETRICS_NAMESPACE::device {

/// Sums of one segment and replicate, [segment][field][replicate]. After the segments are combined, the first two fields contain the sums
/// of all rows above the segment.
enum part_field : std::uint32_t { part_positive, part_negative, part_two_u_low, part_two_u_high, n_part_fields };

struct ranked_input {
  device_row const* rows;
  std::uint64_t const* weight;
  device_segment const* segments;
  std::uint32_t n_segments;
  std::uint64_t* parts;
  std::uint64_t n_replicates;  ///< of the launch: whole pages

  __device__ std::uint64_t* part(std::uint32_t segment, part_field field) const {
    return parts + (std::uint64_t{segment} * n_part_fields + field) * n_replicates;
  }
};

/// Unweighted sums of a segment fit into 32 bits, and products into 64; with row weights (below 2^51) they need twice as many.
template <bool IsWeighted>
struct sums {
  using count = std::uint32_t;
  using product = std::uint64_t;
};
template <>
struct sums<true> {
  using count = std::uint64_t;
  using product = u128;
};

/// 32 rows of each warp, fetched together; the last row of a segment fills the remaining places.
template <bool IsWeighted>
struct staged_rows {
  device_row row[warps_a_block][32];
  std::uint64_t weight[warps_a_block][IsWeighted ? 32 : 1];
};

/// Calls walk(weights drawn, row, row weight) for the rows of a segment, in order; all lanes of the warp together, for page blockIdx.y.
template <class Source, bool IsWeighted, class Walk>
__device__ void walk_rows(ranked_input const& in, Source const& source, typename Source::memory& memory, device_segment const& segment,
                          staged_rows<IsWeighted>& staged, Walk const& walk) {
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  for (std::uint32_t base = segment.begin; base < segment.end; base += 32) {
    std::uint32_t const here = segment.end - base < 32 ? segment.end - base : 32;
    std::uint32_t const mine = base + (lane < here ? lane : here - 1);
    staged.row[warp][lane] = in.rows[mine];
    if constexpr (IsWeighted) staged.weight[warp][lane] = in.weight[mine];
    __syncwarp();
    for (std::uint32_t i = 0; i < here; ++i) {
      auto const drawn = source.draw(
          memory, i, [&](std::uint32_t k) { return staged.row[warp][k].unit; }, blockIdx.y, lane);
      if constexpr (IsWeighted)
        walk(drawn, staged.row[warp][i], staged.weight[warp][i]);
      else
        walk(drawn, staged.row[warp][i], 1u);
    }
    __syncwarp();  // before the next rows take their place
  }
}

/// A lane's sums over a segment. `above` is twice the positives above a negative, plus those tied with it; so a negative adds weight ·
/// above to 2U.
template <class Source, bool IsWeighted, unsigned Width>
struct segment_sums {
  using count = typename sums<IsWeighted>::count;
  using product = typename sums<IsWeighted>::product;
  typename Source::memory const& memory;
  std::uint32_t lane;
  count positive[Width] = {}, negative[Width] = {}, above[Width] = {};
  product two_u[Width] = {};

  __device__ void add(philox_block const& drawn, device_row const& row, count row_weight) {
    lane_weights<Source, Width> const weights(drawn, blockIdx.z);
    count w[Width];
#pragma unroll
    for (unsigned r = 0; r < Width; ++r) w[r] = weights.of(memory, r, lane) * row_weight;
    if (row.flags & row_is_positive) {
      count const credit = row.flags & row_is_tied ? 1 : 2;
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) positive[r] += w[r], above[r] += credit * w[r];
    } else {
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) negative[r] += w[r], two_u[r] += static_cast<product>(w[r]) * above[r];
    }
    if (row.flags & row_ends_tie) end_tie();
  }
  __device__ void end_tie() {
#pragma unroll
    for (unsigned r = 0; r < Width; ++r) above[r] = 2 * positive[r];
  }
  __device__ void finish() {}
};

/// Without row weights, negatives below the same positives are added first and multiplied once.
template <class Source>
struct segment_sums<Source, false, lane_replicates> {
  typename Source::memory const& memory;
  std::uint32_t lane;
  std::uint32_t positive[lane_replicates] = {}, negative[lane_replicates] = {}, above[lane_replicates] = {};
  std::uint64_t two_u[lane_replicates] = {};
  packed_run<Source> run = {};

  __device__ void add(philox_block const& drawn, device_row const& row, std::uint32_t /*row_weight*/) {
    if (row.flags & row_is_positive) {
      finish();
      lane_weights<Source, lane_replicates> const weights(drawn, 0);
      std::uint32_t const credit = row.flags & row_is_tied ? 1 : 2;
#pragma unroll
      for (unsigned r = 0; r < lane_replicates; ++r) {
        std::uint32_t const w = weights.of(memory, r, lane);
        positive[r] += w, above[r] += credit * w;
      }
    } else {
      run.add(memory, drawn, lane);
    }
    if (row.flags & row_ends_tie) {
      finish();
#pragma unroll
      for (unsigned r = 0; r < lane_replicates; ++r) above[r] = 2 * positive[r];
    }
  }
  __device__ void finish() {
    run.empty([&](unsigned r, std::uint32_t n) { negative[r] += n, two_u[r] += std::uint64_t{n} * above[r]; });
  }
};

/// First step, for the page blockIdx.y and Width replicates per lane; blockIdx.z selects them.
template <class Source, bool IsWeighted, unsigned Width>
__device__ void walk_segment(ranked_input const& in, Source const& source, typename Source::memory& memory, staged_rows<IsWeighted>& staged,
                             std::uint32_t number) {
  using count = typename sums<IsWeighted>::count;
  std::uint32_t const lane = threadIdx.x % 32;
  segment_sums<Source, IsWeighted, Width> sum{memory, lane};
  walk_rows(in, source, memory, in.segments[number], staged,
            [&](philox_block const& drawn, device_row const& row, count row_weight) { sum.add(drawn, row, row_weight); });
  sum.finish();
  std::uint64_t const at = blockIdx.y * page_replicates + lane * lane_replicates + blockIdx.z * Width;
#pragma unroll
  for (unsigned r = 0; r < Width; ++r) {
    in.part(number, part_positive)[at + r] = sum.positive[r];
    in.part(number, part_negative)[at + r] = sum.negative[r];
    in.part(number, part_two_u_low)[at + r] = static_cast<std::uint64_t>(sum.two_u[r]);
    if constexpr (IsWeighted)
      in.part(number, part_two_u_high)[at + r] = high_half(sum.two_u[r]);
    else
      in.part(number, part_two_u_high)[at + r] = 0;
  }
}

/// A warp = a segment (x) in a page (y), Width replicates per lane (z).
template <class Source, bool IsWeighted, unsigned Width>
__global__ void __launch_bounds__(block_threads, 3) walk_segments(ranked_input in, Source source) {
  using source_memory = typename Source::memory;
  CLINMETRICS_SHARED(source_memory, memory);
  CLINMETRICS_SHARED(staged_rows<IsWeighted>, staged);
  source.prepare(memory);
  std::uint32_t const number = blockIdx.x * warps_a_block + threadIdx.x / 32;
  if (number >= in.n_segments) return;  // whole warps leave, after the last barrier of the block
  walk_segment<Source, IsWeighted, Width>(in, source, memory, staged, number);
}

/// Sums of a run of rows in one replicate. Its first tie may have begun before it (lead), its last tie may continue after it (trail); if it
/// is within one tie, lead and trail are the whole run. 2U counts the pairs within the run.
struct span_sums {
  std::uint64_t positive, negative;
  std::uint64_t lead_positive, lead_negative, trail_positive, trail_negative;
  u128 two_u;
  std::uint32_t ends_tie;  ///< a tie ends within it
};

/// a and then b. A negative of b is below all positives of a, but tied with those of a tie that continues; positives of that tie in b,
/// which are not above a's negatives, are tied with them. The operation is associative; the empty run is neutral.
__host__ __device__ inline span_sums join(span_sums const& a, span_sums const& b) {
  span_sums c = b;
  c.positive += a.positive, c.negative += a.negative;
  c.two_u += a.two_u + static_cast<u128>(2 * a.positive) * b.negative;
  c.two_u += static_cast<u128>(a.trail_negative) * b.lead_positive;
  c.two_u -= static_cast<u128>(a.trail_positive) * b.lead_negative;
  if (a.ends_tie)
    c.lead_positive = a.lead_positive, c.lead_negative = a.lead_negative;
  else
    c.lead_positive += a.lead_positive, c.lead_negative += a.lead_negative;
  if (!b.ends_tie) c.trail_positive += a.trail_positive, c.trail_negative += a.trail_negative;
  c.ends_tie = a.ends_tie | b.ends_tie;
  return c;
}

/// A segment as a run: several complete ties, or a part of one tie.
__host__ __device__ inline span_sums span_of(std::uint32_t flags, std::uint64_t positive, std::uint64_t negative, u128 two_u) {
  span_sums s{positive, negative, 0, 0, 0, 0, two_u, 1};
  if (flags & segment_is_piece) {
    s.lead_positive = positive, s.lead_negative = negative;
    if (!(flags & segment_ends_tie)) s.trail_positive = positive, s.trail_negative = negative, s.ends_tie = 0;
  }
  return s;
}

struct join_output {
  std::uint64_t* slots;
  std::uint32_t n_groups;
  std::uint32_t wants_precision, wants_cuts;
};

/// The second step of one group in one replicate.
struct group_join {
  ranked_input const& in;
  join_output const& out;
  std::uint64_t replicate;
  std::uint64_t* first_slot;
  std::uint64_t slot_stride;

  __device__ group_join(ranked_input const& in_, join_output const& out_, std::uint32_t group, std::uint64_t replicate_)
      : in(in_),
        out(out_),
        replicate(replicate_),
        first_slot(out_.slots + group * in_.n_replicates + replicate_),
        slot_stride(out_.n_groups * in_.n_replicates) {}

  __device__ span_sums of_segment(std::uint32_t s) const {
    return span_of(in.segments[s].flags, in.part(s, part_positive)[replicate], in.part(s, part_negative)[replicate],
                   wide(in.part(s, part_two_u_low)[replicate], in.part(s, part_two_u_high)[replicate]));
  }
  __device__ span_sums of_run(std::uint32_t begin, std::uint32_t end) const {
    span_sums run{};
    for (std::uint32_t s = begin; s < end; ++s) run = join(run, of_segment(s));
    return run;
  }
  __device__ void write_totals(span_sums const& all) const {
    first_slot[0] = all.positive, first_slot[slot_stride] = all.negative;
    first_slot[2 * slot_stride] = low_half(all.two_u), first_slot[3 * slot_stride] = high_half(all.two_u);
  }
  /// Writes into each segment the sums of the rows above it, and writes the cuts between segments and the precision of ties that are longer
  /// than a segment.
  __device__ void hand_down(span_sums above, std::uint32_t begin, std::uint32_t end) const {
    if (!out.wants_precision && !out.wants_cuts) return;
    for (std::uint32_t s = begin; s < end; ++s) {
      span_sums const mine = of_segment(s);
      in.part(s, part_positive)[replicate] = above.positive, in.part(s, part_negative)[replicate] = above.negative;
      device_segment const segment = in.segments[s];
      std::uint64_t const tied = above.trail_positive + mine.positive;  // the tie that ends with this piece
      above = join(above, mine);
      if (out.wants_precision && (segment.flags & segment_ends_tie) && tied != 0) {
        u128 const sum = static_cast<u128>(tied) * precision_term(above.positive, above.positive + above.negative);
        add_wide_atomically(&first_slot[4 * slot_stride], &first_slot[5 * slot_stride], low_half(sum), high_half(sum));
      }
      for (std::uint32_t c = segment.cut_begin; c < segment.cut_end; ++c) {
        first_slot[(6 + 2 * std::uint64_t{c}) * slot_stride] = above.positive;
        first_slot[(7 + 2 * std::uint64_t{c}) * slot_stride] = above.negative;
      }
    }
  }
};

/// A block = a group (x) in 32 replicates (y); each warp processes a run of the group's segments, one replicate per lane.
/// Dynamic shared memory: one span_sums per thread.
__global__ void join_segments(ranked_input in, device_group const* groups, join_output out) {
  std::uint32_t const lane = threadIdx.x % 32, warp = threadIdx.x / 32, n_warps = blockDim.x / 32;
  CLINMETRICS_DYNAMIC_SHARED(span_sums, runs, blockDim.x);
  device_group const group = groups[blockIdx.x];
  std::uint32_t const n = group.segment_end - group.segment_begin, share = (n + n_warps - 1) / n_warps;
  std::uint32_t const begin = group.segment_begin + (warp * share < n ? warp * share : n);
  std::uint32_t const end = begin + (group.segment_end - begin < share ? group.segment_end - begin : share);

  group_join const work(in, out, group.group, std::uint64_t{blockIdx.y} * 32 + lane);
  span_sums const run = work.of_run(begin, end);
  runs[threadIdx.x] = run;
  __syncthreads();
  span_sums above{};
  for (std::uint32_t w = 0; w < warp; ++w) above = join(above, runs[w * 32 + lane]);
  if (warp == n_warps - 1) work.write_totals(join(above, run));
  work.hand_down(above, begin, end);
}

/// Third step, for a segment that is not a piece of a long tie. It is long because all its steps share the sums of a lane, which must stay
/// in registers.
template <class Source, bool IsWeighted, unsigned Width>
__device__ void sum_precision_of_segment(ranked_input const& in, Source const& source, typename Source::memory& memory,
                                         staged_rows<IsWeighted>& staged, std::uint32_t number, std::uint32_t group, std::uint64_t* slots,
                                         std::uint32_t n_groups) {
  using count = typename sums<IsWeighted>::count;
  using product = typename sums<IsWeighted>::product;  // weights of a segment's rows times 2^40: below 2^59 without row weights
  std::uint32_t const lane = threadIdx.x % 32;
  std::uint64_t const at = blockIdx.y * page_replicates + lane * lane_replicates + blockIdx.z * Width;
  std::uint64_t positive[Width], all[Width];
  count tied[Width] = {}, negative[Width] = {};
  product sum[Width] = {};
#pragma unroll
  for (unsigned r = 0; r < Width; ++r) {
    positive[r] = in.part(number, part_positive)[at + r];
    all[r] = positive[r] + in.part(number, part_negative)[at + r];
  }
  constexpr bool is_packed = !IsWeighted && Width == lane_replicates;
  packed_run<Source> run;  // of negatives that are not yet in `all`
  auto const empty_run = [&] { run.empty([&](unsigned r, std::uint32_t n) { all[r] += n; }); };
  bool has_tied = false;
  walk_rows(in, source, memory, in.segments[number], staged, [&](philox_block const& drawn, device_row const& row, count row_weight) {
    bool const is_positive = row.flags & row_is_positive, ends = !(row.flags & row_is_tied) || (row.flags & row_ends_tie);
    if (is_packed && !is_positive) {
      run.add(memory, drawn, lane);
    } else {
      lane_weights<Source, Width> const weights(drawn, blockIdx.z);
#pragma unroll
      for (unsigned r = 0; r < Width; ++r) (is_positive ? tied[r] : negative[r]) += weights.of(memory, r, lane) * row_weight;
    }
    has_tied |= is_positive;
    if (!ends || !has_tied) return;
    has_tied = false;
    empty_run();
#pragma unroll
    for (unsigned r = 0; r < Width; ++r) {
      positive[r] += tied[r], all[r] += tied[r] + negative[r];
      if (tied[r] != 0) sum[r] += static_cast<product>(tied[r]) * precision_term(positive[r], all[r]);
      tied[r] = negative[r] = 0;
    }
  });
  std::uint64_t* const low = slots + (std::uint64_t{4} * n_groups + group) * in.n_replicates + at;
  std::uint64_t* const high = low + n_groups * in.n_replicates;
#pragma unroll
  for (unsigned r = 0; r < Width; ++r) {
    std::uint64_t carry = 0;
    if constexpr (IsWeighted) carry = high_half(sum[r]);
    add_wide_atomically(low + r, high + r, static_cast<std::uint64_t>(sum[r]), carry);
  }
}

/// A warp = a segment (x) in a page (y), Width replicates per lane (z).
template <class Source, bool IsWeighted, unsigned Width>
__global__ void __launch_bounds__(block_threads, 2)
    sum_precision(ranked_input in, Source source, std::uint64_t* slots, std::uint32_t n_groups) {
  using source_memory = typename Source::memory;
  CLINMETRICS_SHARED(source_memory, memory);
  CLINMETRICS_SHARED(staged_rows<IsWeighted>, staged);
  source.prepare(memory);
  std::uint32_t const number = blockIdx.x * warps_a_block + threadIdx.x / 32;
  if (number >= in.n_segments || (in.segments[number].flags & segment_is_piece)) return;
  sum_precision_of_segment<Source, IsWeighted, Width>(in, source, memory, staged, number, in.segments[number].group, slots, n_groups);
}

/// All three steps: a block = a group (x) in a page (y), Width replicates a lane (z).
template <class Source, bool IsWeighted, unsigned Width>
__global__ void __launch_bounds__(block_threads, 2)
    walk_groups(ranked_input in, Source source, device_group const* groups, join_output out) {
  using source_memory = typename Source::memory;
  CLINMETRICS_SHARED(source_memory, memory);
  CLINMETRICS_SHARED(staged_rows<IsWeighted>, staged);
  source.prepare(memory);
  std::uint32_t const warp = threadIdx.x / 32;
  device_group const group = groups[blockIdx.x];
  for (std::uint32_t s = group.segment_begin + warp; s < group.segment_end; s += warps_a_block)
    walk_segment<Source, IsWeighted, Width>(in, source, memory, staged, s);
  __syncthreads();
  for (std::uint32_t i = threadIdx.x; i < 32 * Width; i += block_threads) {  // the replicates of this block
    std::uint64_t const replicate =
        std::uint64_t{blockIdx.y} * page_replicates + i / Width * lane_replicates + blockIdx.z * Width + i % Width;
    group_join const work(in, out, group.group, replicate);
    work.write_totals(work.of_run(group.segment_begin, group.segment_end));
    work.hand_down({}, group.segment_begin, group.segment_end);
  }
  if (!out.wants_precision) return;
  __syncthreads();
  for (std::uint32_t s = group.segment_begin + warp; s < group.segment_end; s += warps_a_block)
    if (!(in.segments[s].flags & segment_is_piece))
      sum_precision_of_segment<Source, IsWeighted, Width>(in, source, memory, staged, s, group.group, out.slots, out.n_groups);
}

}  // namespace CLINMETRICS_NAMESPACE::device
