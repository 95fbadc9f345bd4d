// SPDX-License-Identifier: Apache-2.0
// Corrects the sums of independent weights by single draws (random/single_draws.hpp): in a stratum of n units, most replicates get about
// 2√n more draws, and 2 % have draws removed. The added draws of all replicates are one list, so that no lane of a vector waits for a
// replicate that needs more draws than the others.
#include "clinmetrics/random/single_draws.hpp"

#include "multinomial_fill.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/single_draws.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "tile_list-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE {
#if CLINMETRICS_SIMD_TARGET

constexpr std::size_t far_rows = 8192;  ///< 1 MiB: rows of larger strata are prefetched

/// Added draws of any replicates: Philox blocks of four draws each. Behind the last block there is room for one group, because whole
/// groups are written.
struct draw_list {
  static constexpr std::size_t most = 512;
  std::size_t n = 0;
  alignas(64) std::uint32_t index[most + most_list_group], position[most + most_list_group];  ///< number of the block in its replicate
  std::uint8_t n_draws[most + most_list_group];                                               ///< 4, or fewer in a replicate's last block
  alignas(64) std::uint64_t offset[4][most + most_list_group];                                ///< of each draw's byte in the rows
};

/// Appends the blocks first … first + n − 1 of a replicate. Whole groups of 16 are written, so that the compiler can use vectors; the next
/// call overwrites the entries behind the last block.
HWY_INLINE void append(draw_list& list, std::uint32_t position, std::uint32_t first, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 16)
    for (std::uint32_t k = 0; k < 16; ++k) {
      std::size_t const to = list.n + i + k;
      list.index[to] = first + static_cast<std::uint32_t>(i) + k, list.position[to] = position, list.n_draws[to] = 4;
    }
  list.n += n;
}

/// Draws the units of the listed blocks and sets `offset`.
HWY_NOINLINE void draw_units(stratum_tile const& tile, std::uint64_t seed, draw_list& list) {
  words64 const d;
  words32 const d32;
  hn::RebindToSigned<words64> const s;
  std::uint32_t const size = tile.units.size;
  auto const factor = hn::BitCast(d32, hn::Set(d, std::uint64_t{size}));
  auto const begin = hn::Set(d, std::uint64_t{tile.units.begin}), first_replicate = hn::Set(d, std::uint64_t{tile.first}),
             row = hn::Set(d, ~std::uint64_t{tile_width - 1}), low_half = hn::Set(d, std::uint64_t{0xFFFFFFFF}),
             least = hn::Set(d, std::uint64_t{(0u - size) % size});
  std::fill_n(list.index + list.n, most_list_group, 0u), std::fill_n(list.position + list.n, most_list_group, 0u);
  philox_list(
      tile.lanes, counter_tail(tile.stream, 0, purpose::added_draw), list.n,
      [&](std::size_t i, vector64& c0, vector64& c1, vector64& c2) HWY_ATTR {
        c0 = begin, c1 = load_wide(list.index + i), c2 = hn::Add(replicates_at(load_wide(list.position + i)), first_replicate);
      },
      [&](std::size_t i, vector64 low, vector64 high) HWY_ATTR {
        vector64 const product[4] = {
            hn::MulEven(hn::BitCast(d32, low), factor), hn::MulEven(hn::BitCast(d32, hn::ShiftRight<32>(low)), factor),
            hn::MulEven(hn::BitCast(d32, high), factor), hn::MulEven(hn::BitCast(d32, hn::ShiftRight<32>(high)), factor)};
        auto const position = load_wide(list.position + i);
        auto rejected = hn::Zero(d);  // negative lanes: a product was rejected
        HWY_UNROLL(4)
        for (std::size_t q = 0; q < 4; ++q) {
          hn::Store(hn::Add(hn::And(hn::ShiftRight<25>(product[q]), row), position), d, list.offset[q] + i);
          rejected = hn::Or(rejected, hn::Sub(hn::And(product[q], low_half), least));
        }
        if (HWY_LIKELY(hn::AllFalse(s, hn::Lt(hn::BitCast(s, rejected), hn::Zero(s))))) return;
        for (std::size_t k = i; k < i + lanes64; ++k) {  // rare: about one draw in 2^32/n is rejected
          stratum_replicate const draws{seed, tile.stream, tile.units.begin, size, tile.first + replicate_at(list.position[k])};
          for (std::uint32_t q = 0; q < 4; ++q)
            list.offset[q][k] = std::uint64_t{added_unit(draws, 4 * list.index[k] + q)} * tile_width + list.position[k];
        }
      });
}

/// Adds 1 to the weight of each drawn unit. Returns false if a weight was 255 before. The loops read local variables, because the compiler
/// must assume that a byte that is written may belong to any object.
HWY_NOINLINE bool count_units(stratum_tile const& tile, draw_list const& list) {
  std::uint8_t* const rows = tile.rows;
  std::size_t const n = list.n;
  if (tile.units.size > far_rows)
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t q = 0; q < 4; ++q) __builtin_prefetch(rows + list.offset[q][i], 1);
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t const at[4] = {list.offset[0][i], list.offset[1][i], list.offset[2][i], list.offset[3][i]};
    std::uint32_t const n_draws = list.n_draws[i];
    HWY_UNROLL(4)
    for (std::uint32_t q = 0; q < 4; ++q) {
      std::uint32_t const sum = rows[at[q]] + std::uint32_t{q < n_draws};  // without a branch
      rows[at[q]] = static_cast<std::uint8_t>(sum);
      all |= sum;
    }
  }
  return all <= 255;
}

bool add_missing(stratum_tile const& tile, tile_totals const& totals, std::uint64_t seed, stop_flag stop) {
  draw_list list;
  bool fits = true;
  auto const empty_list = [&] {
    stop.check();
    draw_units(tile, seed, list);
    fits &= count_units(tile, list);
    list.n = 0;
  };
  for (std::uint32_t position = 0; position < tile_width; ++position) {
    if (totals.sum[position] >= tile.units.size) continue;
    std::uint32_t const missing = tile.units.size - totals.sum[position], n_blocks = (missing - 1) / 4 + 1;
    for (std::uint32_t block = 0; block < n_blocks;) {
      if (list.n == draw_list::most) empty_list();
      auto const here = static_cast<std::uint32_t>(std::min<std::size_t>(n_blocks - block, draw_list::most - list.n));
      append(list, position, block, here);
      block += here;
    }
    list.n_draws[list.n - 1] = static_cast<std::uint8_t>((missing - 1) % 4 + 1);
  }
  if (list.n > 0) empty_list();
  return fits;
}

/// Removes the surplus of one replicate. The random numbers of many tries are drawn together; the tries are made one after the other.
HWY_NOINLINE void remove_surplus(stratum_tile const& tile, std::uint32_t position, std::uint32_t surplus, unsigned n_level_bits) {
  words64 const d;
  alignas(64) std::uint64_t words[2][most_list_group];
  auto const begin = hn::Set(d, std::uint64_t{tile.units.begin}),
             replicate = hn::Set(d, std::uint64_t{tile.first + replicate_at(position)});
  for (std::uint32_t first_try = 0; surplus > 0; first_try += 2 * list_group) {
    philox_list(
        tile.lanes, counter_tail(tile.stream, 0, purpose::removed_draw), list_group,
        [&](std::size_t i, vector64& c0, vector64& c1, vector64& c2)
            HWY_ATTR { c0 = begin, c1 = hn::Iota(d, first_try / 2 + i), c2 = replicate; },
        [&](std::size_t i, vector64 low, vector64 high) HWY_ATTR { hn::Store(low, d, words[0] + i), hn::Store(high, d, words[1] + i); });
    for (std::size_t t = 0; t < 2 * list_group && surplus > 0; ++t) {
      auto const at = removal_from(words[t % 2][t / 2], tile.units.size, n_level_bits);
      std::uint8_t& weight = tile.rows[std::size_t{at.unit} * tile_width + position];
      bool const is_removed = at.level < weight;
      weight = static_cast<std::uint8_t>(weight - is_removed), surplus -= is_removed;
    }
  }
}

bool correct(stratum_tile const& tile, tile_totals const& totals, std::uint64_t seed, stop_flag stop) {
  if (!add_missing(tile, totals, seed, stop)) return false;
  for (std::uint32_t position = 0; position < tile_width; ++position)
    if (totals.sum[position] > tile.units.size)
      remove_surplus(tile, position, totals.sum[position] - tile.units.size, level_bits(totals.greatest[position]));
  return true;
}
#else
bool correct(stratum_tile const&, tile_totals const&, std::uint64_t, stop_flag) { return false; }
#endif
}  // namespace CLINMETRICS_NAMESPACE::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace CLINMETRICS_NAMESPACE::simd {

HWY_EXPORT(correct);

bool correct_sums(stratum_tile const& tile, tile_totals const& totals, std::uint64_t seed, stop_flag stop) {
  return HWY_DYNAMIC_DISPATCH(correct)(tile, totals, seed, stop);
}

}  // namespace CLINMETRICS_NAMESPACE::simd
#endif
