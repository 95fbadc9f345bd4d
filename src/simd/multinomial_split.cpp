// SPDX-License-Identifier: Apache-2.0
// Divides a block's total among its 128 units in all replicates of a tile: a binary tree whose left child gets Binomial(total, ½), which is
// the number of ones among `total` random bits. This needs only a mask by byte shuffle and a popcount; no probabilities, no branches on
// data. It needs about 2.1 random bytes per weight, and .22 ns per weight with AVX-512 and its byte popcount; a scatter of single draws
// takes .46 ns.
#include "multinomial_fill.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/multinomial_split.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "philox-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

/// Philox blocks that are drawn together: eight random bits each, for all replicates, of one node.
struct coin_batch {
  static constexpr std::size_t most = 64;
  alignas(64) std::uint64_t index[most + 8], tail[most + 8];
  std::uint32_t node[most], coins[most];  ///< the node's number in its level; random bits drawn for it before
  std::size_t n = 0;
};

/// The lowest n bits set, by n.
alignas(16) inline constexpr std::uint8_t low_bits[16] = {0, 1, 3, 7, 15, 31, 63, 127, 255, 255, 255, 255, 255, 255, 255, 255};

/// Draws the batch: `left` (every other row) collects the ones.
HWY_INLINE void toss(philox_lanes const& lanes, coin_batch& batch, std::uint8_t const* HWY_RESTRICT total,
                     std::uint8_t* HWY_RESTRICT left) {
  bytes8 const d;
  auto const masks = hn::LoadDup128(d, low_bits);
  auto const eight = hn::Set(d, std::uint8_t{8});
  for (std::size_t i = batch.n; i % 8 != 0; ++i) batch.index[i] = batch.tail[i] = 0;
  unit_words<coin_batch::most + 8> words;
  prepare_units(lanes, batch.index, batch.tail, (batch.n + 7) / 8 * 8, words);
  for (std::size_t first_lane = 0; first_lane < 8; first_lane += lanes64) {
    philox_vectors const k(lanes, first_lane);
    for (std::size_t i = 0; i < batch.n; i += interleaved) {
      vector8 random[2][interleaved];
      philox_bytes<interleaved>(k, words, i, random[0], random[1]);
      for (std::size_t u = 0; u < interleaved && i + u < batch.n; ++u) {
        auto const tossed = hn::Set(d, static_cast<std::uint8_t>(batch.coins[i + u]));
        HWY_UNROLL(2)
        for (std::size_t half = 0; half < 2; ++half) {
          std::size_t const at = 64 * half + 8 * first_lane;
          auto const here = hn::Min(hn::SaturatedSub(hn::Load(d, total + batch.node[i + u] * tile_width + at), tossed), eight);
          auto ones = hn::PopulationCount(hn::And(random[half][u], hn::TableLookupBytes(masks, here)));
          std::uint8_t* const to = left + 2 * batch.node[i + u] * tile_width + at;
          if (batch.coins[i + u] != 0) ones = hn::Add(ones, hn::Load(d, to));
          hn::Store(ones, d, to);
        }
      }
    }
  }
  batch.n = 0;
}

HWY_INLINE bool any_above(std::uint8_t const* row, std::uint32_t bound) {
  bytes8 const d;
  auto greatest = hn::Load(d, row);
  HWY_UNROLL(8)
  for (std::size_t c = 1; c < columns; ++c) greatest = hn::Max(greatest, hn::Load(d, row + c * lanes8));
  return !hn::AllFalse(d, hn::Gt(greatest, hn::Set(d, static_cast<std::uint8_t>(bound))));
}

void split(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t begin, std::uint32_t length, std::uint8_t const* totals,
           std::uint8_t* rows) {
  bytes8 const d;
  alignas(64) std::uint8_t level[2][block_length / 2 * tile_width];
  std::uint8_t const* total = totals;
  std::uint32_t const tail = counter_tail(stream, 0, purpose::split);
  if (length == 1)
    for (std::size_t i = 0; i < tile_width; i += lanes8) hn::Store(hn::Load(d, totals + i), d, rows + i);
  coin_batch batch;
  int which = 0;
  for (std::uint32_t n_nodes = 1; n_nodes < length; n_nodes *= 2, which ^= 1) {
    std::uint32_t const span = length / n_nodes;
    std::uint8_t* const next = 2 * n_nodes == length ? rows : level[which];
    for (std::uint32_t node = 0; node < n_nodes; ++node) {
      std::uint8_t* const left = next + 2 * node * tile_width;
      std::uint32_t j = 0;
      for (; j < 32 && any_above(total + node * tile_width, 8 * j); ++j) {
        batch.index[batch.n] = begin + node * span + span / 2, batch.tail[batch.n] = tail | j << 8;
        batch.node[batch.n] = node, batch.coins[batch.n] = 8 * j;
        if (++batch.n == coin_batch::most) toss(lanes, batch, total, next);
      }
      if (j == 0)
        for (std::size_t i = 0; i < tile_width; i += lanes8) hn::Store(hn::Zero(d), d, left + i);
    }
    if (batch.n > 0) toss(lanes, batch, total, next);
    for (std::uint32_t node = 0; node < n_nodes; ++node)
      for (std::size_t i = 0; i < tile_width; i += lanes8) {
        std::uint8_t* const left = next + 2 * node * tile_width + i;
        hn::Store(hn::Sub(hn::Load(d, total + node * tile_width + i), hn::Load(d, left)), d, left + tile_width);
      }
    total = next;
  }
}

/// Four counters at a time, eight replicates each.
void words(philox_lanes const& lanes, std::uint32_t tail, std::uint32_t index, std::size_t n, eight_words* out) {
  words64 const d;
  constexpr std::size_t most = 32;
  alignas(64) std::uint64_t indices[most + 8], tails[most + 8];
  unit_words<most + 8> units;
  for (std::size_t begin = 0; begin < n; begin += most) {
    std::size_t const m = n - begin < most ? n - begin : most, padded = (m + 7) / 8 * 8;
    for (std::size_t i = 0; i < padded; ++i) indices[i] = index + static_cast<std::uint32_t>(begin + i), tails[i] = tail;
    prepare_units(lanes, indices, tails, padded, units);
    for (std::size_t first_lane = 0; first_lane < 8; first_lane += lanes64) {
      philox_vectors const k(lanes, first_lane);
      for (std::size_t i = 0; i < m; i += interleaved) {
        vector8 low[interleaved], high[interleaved];
        philox_bytes<interleaved>(k, units, i, low, high);
        for (std::size_t u = 0; u < interleaved && i + u < m; ++u) {
          hn::Store(hn::BitCast(d, low[u]), d, out[begin + i + u][0] + first_lane);
          hn::Store(hn::BitCast(d, high[u]), d, out[begin + i + u][1] + first_lane);
        }
      }
    }
  }
}

void scale(std::uint64_t* words, std::size_t count, std::uint32_t n) {
  words64 const d;
  words32 const d32;
  auto const factor = hn::BitCast(d32, hn::Set(d, n));
  for (std::size_t i = 0; i < count; i += lanes64) {
    auto const u = hn::Load(d, words + i);
    auto const low = hn::MulEven(hn::BitCast(d32, u), factor), high = hn::MulEven(hn::BitCast(d32, hn::ShiftRight<32>(u)), factor);
    hn::Store(hn::ShiftRight<32>(hn::Add(high, hn::ShiftRight<32>(low))), d, words + i);
  }
}
#else
void split(philox_lanes const&, std::uint32_t, std::uint32_t, std::uint32_t, std::uint8_t const*, std::uint8_t*) {}
void words(philox_lanes const&, std::uint32_t, std::uint32_t, std::size_t, eight_words*) {}
void scale(std::uint64_t*, std::size_t, std::uint32_t) {}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(split);
HWY_EXPORT(words);
HWY_EXPORT(scale);

void split_block(philox_lanes const& lanes, std::uint32_t stream, std::uint32_t begin, std::uint32_t length, std::uint8_t const* totals,
                 std::uint8_t* rows) {
  HWY_DYNAMIC_DISPATCH(split)(lanes, stream, begin, length, totals, rows);
}
void draw_words(philox_lanes const& lanes, std::uint32_t tail, std::uint32_t index, std::size_t n, eight_words* out) {
  HWY_DYNAMIC_DISPATCH(words)(lanes, tail, index, n, out);
}
void scale_words(std::uint64_t* words, std::size_t count, std::uint32_t n) { HWY_DYNAMIC_DISPATCH(scale)(words, count, n); }

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
