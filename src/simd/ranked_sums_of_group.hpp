// SPDX-License-Identifier: Apache-2.0
// The sums of the current group of a ranked pass, one class for each kernel: they add blocks, and write slots by position in the tile.
#pragma once
#include <cstring>

#include "columns.hpp"
#include "ranked_kernel.hpp"
#include "ranked_weighted_kernel.hpp"

namespace CLINMETRICS_NAMESPACE::simd {

/// Writes a 128-bit sum to a slot and the next one. `value(i)` is that of position i.
template <class Value>
void store_wide_slot(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns, Value const& value) {
  std::uint64_t low[tile_width], high[tile_width];
  for (std::uint32_t i = 0; i < tile_width; ++i) {
    u128 const x = value(i);
    low[position_of_wide_sum(i)] = low_half(x), high[position_of_wide_sum(i)] = high_half(x);
  }
  store_slot(out, slot, group, columns, low);
  store_slot(out, slot + 1, group, columns, high);
}

/// Rows without weights.
class byte_sums_of_group {
 public:
  explicit byte_sums_of_group(ranked_program const& /*program*/) { clear(); }
  void clear() { std::memset(static_cast<void*>(&s_), 0, sizeof s_); }
  void add(bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights) {
    add_ranked(s_, wants_precision, block, runs, weights);
  }
  void store_counts(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_slot(out, slot, group, columns, s_.tp);
    store_slot(out, slot + 1, group, columns, s_.fp);
  }
  void store_two_u(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_slot(out, slot, group, columns, s_.two_u);  // the upper half stays 0
  }
  void store_precision(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_slot(out, slot, group, columns, s_.precision_low);
    store_slot(out, slot + 1, group, columns, s_.precision_high);
  }

 private:
  ranked_state s_;
};

class narrow_sums_of_group {
 public:
  explicit narrow_sums_of_group(ranked_program const& program) : digits_(program.digits.data()) { clear(); }
  void clear() { std::memset(static_cast<void*>(&s_), 0, sizeof s_); }
  void add(bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights) {
    digits_ = add_narrow(s_, wants_precision, block, runs, digits_, weights);
  }
  void store_counts(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    for (auto const* counts : {&s_.tp, &s_.fp}) {
      std::uint64_t value[tile_width];
      for (std::uint32_t i = 0; i < tile_width; ++i) value[position_of_sum(i / 32, i % 32)] = counts->of[i / 32][i % 32];
      store_slot(out, slot++, group, columns, value);
    }
  }
  void store_two_u(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_wide_slot(out, slot, group, columns, [&](std::uint32_t i) { return u128{word(s_.two_u, i)}; });
  }
  void store_precision(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_wide_slot(out, slot, group, columns,
                    [&](std::uint32_t i) { return (u128{word(s_.precision[1], i)} << narrow_precision_bits) + word(s_.precision[0], i); });
  }

 private:
  static std::uint64_t word(lane_words const& words, std::uint32_t i) { return words.of[i / 32][i % 32 / 16][i % 16]; }

  std::uint32_t const* digits_;
  narrow_state s_;
};

class wide_sums_of_group {
 public:
  explicit wide_sums_of_group(ranked_program const& program) : digits_(program.digits.data()), n_digits_(program.n_digits) { clear(); }
  void clear() { std::memset(static_cast<void*>(&s_), 0, sizeof s_); }
  void add(bool wants_precision, ranked_block const& block, ranked_run const* runs, weight_rows const& weights) {
    digits_ = add_wide(s_, n_digits_, wants_precision, block, runs, digits_, weights);
  }
  void store_counts(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    for (auto const* counts : {&s_.tp, &s_.fp}) {
      std::uint64_t value[tile_width];
      for (std::uint32_t i = 0; i < tile_width; ++i) value[position_of_wide_sum(i)] = word(*counts, i);
      store_slot(out, slot++, group, columns, value);
    }
  }
  void store_two_u(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_wide_slot(out, slot, group, columns, [&](std::uint32_t i) { return number(s_.two_u, i); });
  }
  void store_precision(slot_block& out, std::size_t slot, std::size_t group, tile_columns const& columns) const {
    store_wide_slot(out, slot, group, columns, [&](std::uint32_t i) { return number(s_.precision, i); });
  }

 private:
  static std::uint64_t word(lane_words const& words, std::uint32_t i) { return words.of[i / 32][i % 32 / 16][i % 16]; }
  static u128 number(lane_words const (&digit)[3], std::uint32_t i) {
    return word(digit[0], i) + (u128{word(digit[1], i)} << 30) + (u128{word(digit[2], i)} << 60);
  }

  std::uint32_t const* digits_;
  std::uint32_t n_digits_;
  wide_state s_;
};

}  // namespace CLINMETRICS_NAMESPACE::simd
