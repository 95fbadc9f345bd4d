// SPDX-License-Identifier: Apache-2.0
// The independent Poisson weights of one stratum in one tile, in bands of 128 rows, so that a band stays in L1: random bytes, mapped by the
// law's table; then the weights whose byte is ambiguous, about 1 % of them, each from a Philox block of its own; then the sums.
#include <bit>

#include "multinomial_fill.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/independent_fill.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "byte_fill-inl.hpp"
#include "tile_list-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

inline constexpr std::uint32_t band_rows = 128;

/// Rows of a tile, and which of their bytes are ambiguous.
struct band {
  std::uint32_t first_unit, n_rows;
  std::uint8_t* rows;
  alignas(64) std::uint64_t is_ambiguous[band_rows * tile_width / 64];            ///< one bit per byte
  alignas(64) std::uint16_t ambiguous[band_rows * tile_width + most_list_group];  ///< their numbers, ascending
};

/// Writes the weights that a byte decides, and marks the ambiguous bytes.
HWY_NOINLINE void write_certain(stratum_tile const& tile, nibble_alias const& shuffles, band& b) {
  bytes8 const d;
  hn::RebindToSigned<bytes8> const s;
  byte_shuffles const weights(shuffles);
  std::uint8_t *const rows = b.rows, *const bits = reinterpret_cast<std::uint8_t*>(b.is_ambiguous);
  std::uint32_t const n_rows = b.n_rows, tail = counter_tail(tile.stream, 0, purpose::weight_byte);
  for (std::uint32_t at = 0; at < n_rows; at += chunk_rows) {
    std::uint32_t units[chunk_rows];
    for (std::uint32_t i = 0; i < chunk_rows; ++i) units[i] = b.first_unit + at + i;
    draw_bytes(tile.lanes, tail, units, std::min<std::size_t>(chunk_rows, n_rows - at),
               [=](std::size_t i, std::size_t position, vector8 bytes) HWY_ATTR {
                 auto const w = weights(bytes);
                 std::size_t const to = (at + i) * tile_width + position;
                 hn::Store(w, d, rows + to);
                 auto const is_negative = hn::Lt(hn::BitCast(s, w), hn::Zero(s));  // the sign bit says `ambiguous`
                 hn::StoreMaskBits(s, is_negative, bits + to / 8);
               });
  }
}

/// Lists the bits that are set; returns their number. A word has three or fewer in most cases, so three are written without a branch; what
/// is too much is overwritten.
HWY_NOINLINE std::size_t list_ambiguous(band& b) {
  std::uint16_t* to = b.ambiguous;
  std::uint32_t const n_words = b.n_rows * (tile_width / 64);
  for (std::uint32_t i = 0; i < n_words; ++i) {
    std::uint64_t bits = b.is_ambiguous[i];
    std::size_t const n = static_cast<std::size_t>(std::popcount(bits));
    auto const next = [&] {
      constexpr std::uint64_t last = 1ull << 63;  // without it the compiler would branch on words without a bit
      auto const at = static_cast<std::uint16_t>(64 * i + hwy::Num0BitsBelowLS1Bit_Nonzero64(bits | last));
      bits &= bits - 1;
      return at;
    };
    to[0] = next(), to[1] = next(), to[2] = next();
    if (HWY_UNLIKELY(n > 3))
      for (std::size_t k = 3; k < n; ++k) to[k] = next();
    to += n;
  }
  return static_cast<std::size_t>(to - b.ambiguous);
}

/// Writes the weights of the bytes listed, from 64 bits each.
HWY_NOINLINE void write_ambiguous(stratum_tile const& tile, poisson_law const& law, band& b, std::size_t n, tile_totals& totals) {
  words64 const d;
  constexpr std::size_t compared = 8, batch = 512;  // a weight of 8 or more has a probability of 1e-5
  std::uint64_t const* const cumulative = law.cumulative().data();
  alignas(64) std::uint64_t weight[batch + most_list_group], word[batch + most_list_group];
  auto const first_unit = hn::Set(d, std::uint64_t{b.first_unit}), first_replicate = hn::Set(d, std::uint64_t{tile.first});
  std::fill_n(b.ambiguous + n, most_list_group, std::uint16_t{0});
  for (std::size_t begin = 0; begin < n; begin += batch) {
    std::size_t const here = std::min(batch, n - begin);
    std::uint16_t const* const at = b.ambiguous + begin;
    philox_list(
        tile.lanes, counter_tail(tile.stream, 0, purpose::weight_rest), here,
        [&](std::size_t i, vector64& c0, vector64& c1, vector64& c2) HWY_ATTR {
          auto const offset = load_wide(at + i);
          c0 = hn::Add(hn::ShiftRight<7>(offset), first_unit), c1 = hn::Zero(d), c2 = hn::Add(replicates_at(offset), first_replicate);
        },
        [&](std::size_t i, vector64 low, vector64) HWY_ATTR {
          auto n_at_most = hn::Set(d, std::uint64_t{compared});
          HWY_UNROLL(8)
          for (std::size_t k = 0; k < compared; ++k)  // the lanes of a mask are −1
            n_at_most = hn::Add(n_at_most, hn::VecFromMask(d, hn::Gt(hn::Set(d, cumulative[k]), low)));
          hn::Store(n_at_most, d, weight + i);
          hn::Store(low, d, word + i);
        });
    for (std::size_t i = 0; i < here; ++i) {
      auto w = static_cast<std::uint8_t>(weight[i]);
      if (HWY_UNLIKELY(w == compared)) {
        w = static_cast<std::uint8_t>(law.weight_of_rest(word[i]));
        auto& greatest = totals.greatest[at[i] % tile_width];
        if (w > 8) greatest = std::max(greatest, w);
      }
      b.rows[at[i]] = w;
    }
  }
}

/// Adds the rows of a band to the sums: in bytes, which saturate, and again in full if one may have done so.
HWY_NOINLINE void add_rows(band const& b, tile_totals& totals) {
  bytes8 const d;
  vector8 sum[columns];
  for (auto& x : sum) x = hn::Zero(d);
  for (std::uint32_t i = 0; i < b.n_rows; ++i) {
    HWY_UNROLL(8)
    for (std::size_t c = 0; c < columns; ++c) sum[c] = hn::SaturatedAdd(sum[c], hn::Load(d, b.rows + i * tile_width + c * lanes8));
  }
  alignas(64) std::uint8_t bytes[tile_width];
  for (std::size_t c = 0; c < columns; ++c) hn::Store(sum[c], d, bytes + c * lanes8);
  bool is_full = false;
  for (auto byte : bytes) is_full |= byte == 255;
  if (HWY_LIKELY(!is_full)) {
    for (std::size_t p = 0; p < tile_width; ++p) totals.sum[p] += bytes[p];
  } else {
    for (std::uint32_t i = 0; i < b.n_rows; ++i)
      for (std::size_t p = 0; p < tile_width; ++p) totals.sum[p] += b.rows[i * tile_width + p];
  }
}

void independent(stratum_tile const& tile, poisson_law const& law, nibble_alias const& shuffles, stop_flag stop, tile_totals& totals) {
  band b;
  for (std::uint32_t at = 0; at < tile.units.size; at += band_rows) {
    stop.check(at);
    b.first_unit = tile.units.begin + at, b.n_rows = std::min(band_rows, tile.units.size - at);
    b.rows = tile.rows + std::size_t{at} * tile_width;
    write_certain(tile, shuffles, b);
    write_ambiguous(tile, law, b, list_ambiguous(b), totals);
    add_rows(b, totals);
  }
}
#else
void independent(stratum_tile const&, poisson_law const&, nibble_alias const&, stop_flag, tile_totals&) {}
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(independent);

tile_totals fill_independent(stratum_tile const& tile, poisson_law const& law, nibble_alias const& shuffles, stop_flag stop) {
  tile_totals totals;
  HWY_DYNAMIC_DISPATCH(independent)(tile, law, shuffles, stop, totals);
  return totals;
}

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
