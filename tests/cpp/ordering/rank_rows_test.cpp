// SPDX-License-Identifier: Apache-2.0
// Sorting many rows by parts gives the ordering of `rank`, for every type, any scores and any number of threads.
#include "ordering/rank_rows.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

#include "ordering/key_ranges.hpp"
#include "parallel.hpp"
#include "simd/targets.hpp"
#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class T>
class rank_rows_of : public ::testing::Test {};
using types = ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                               std::uint64_t, float, double>;
TYPED_TEST_SUITE(rank_rows_of, types);

TYPED_TEST(rank_rows_of, equals_rank) {
  using T = TypeParam;
  testing::dice roll(1);
  for (std::size_t n : {0u, 1u, 2u, 3u, 64u, 65u, 1023u, 1024u, 1025u, 5003u, 100'001u})
    for (std::uint32_t levels : {1u, 3u, 100u, 0u}) {
      std::vector<T> score(n);
      for (auto& x : score) {
        if (levels > 0)
          x = static_cast<T>(roll.below(levels));
        else if constexpr (std::is_integral_v<T>)
          x = static_cast<T>(roll());
        else
          x = static_cast<T>(roll.uniform() - .5);
        if constexpr (std::is_floating_point_v<T>) {
          auto const special = roll.below(12);
          if (special == 0) x = -T{0};
          if (special == 1) x = T{0};
          if (special == 2) x = std::numeric_limits<T>::denorm_min();
          if (special == 3) x = std::numeric_limits<T>::lowest();
        }
      }
      auto const expected = rank(column_of(score)), by_parts = rank_rows(column_of(score), {}, 0);
      EXPECT_EQ(by_parts.row, expected.row);
      EXPECT_EQ(by_parts.tie_ends, expected.tie_ends);
    }
}

/// The definition of the ordering, by a stable comparison sort.
ranked_order by_definition(std::vector<double> const& score) {
  ranked_order order;
  order.row.resize(score.size()), order.tie_ends.assign(score.size() / 64 + 1, 0);
  std::iota(order.row.begin(), order.row.end(), 0u);
  std::stable_sort(order.row.begin(), order.row.end(), [&](auto a, auto b) { return score[a] > score[b]; });
  for (std::size_t i = 0; i < score.size(); ++i)
    if (i + 1 == score.size() || score[order.row[i]] != score[order.row[i + 1]]) order.tie_ends[i / 64] |= std::uint64_t{1} << (i % 64);
  return order;
}

/// Scores that are difficult for a sort by parts.
struct score_law {
  char const* name;
  double (*draw)(testing::dice& roll, std::size_t i, std::size_t n);
};
constexpr score_law laws[] = {
    {"risks", [](auto& roll, auto, auto) { return roll.uniform(); }},
    {"sorted", [](auto&, auto i, auto n) { return -static_cast<double>(i) / static_cast<double>(n); }},
    {"reversed", [](auto&, auto i, auto n) { return static_cast<double>(i) / static_cast<double>(n); }},
    {"periodic", [](auto&, auto i, auto) { return static_cast<double>(i % 16); }},
    {"all equal", [](auto&, auto, auto) { return .25; }},
    {"two values", [](auto& roll, auto, auto) { return roll.below(2) ? .25 : .75; }},
    {"mostly zero", [](auto& roll, auto, auto) { return roll.below(50) ? 0. : roll.uniform(); }},
    {"zeros of both signs", [](auto& roll, auto, auto) { return roll.below(3) ? (roll.below(2) ? 0. : -0.) : roll.uniform() - .5; }},
    {"both signs", [](auto& roll, auto, auto) { return std::tan(3 * (roll.uniform() - .5)); }},
    {"denormal",
     [](auto& roll, auto, auto) {
       return static_cast<double>(roll.below(1u << 30)) * std::numeric_limits<double>::denorm_min() * (roll.below(2) ? 1 : -1);
     }},
    {"the whole range of doubles",
     [](auto& roll, auto, auto) { return std::ldexp(roll.uniform() - .5, static_cast<int>(roll.below(2000)) - 1000); }},
    {"an outlier", [](auto& roll, auto i, auto) { return i == 1000 ? -1e300 : 1 + roll.uniform() * 0x1p-20; }},
    {"limits of the type",
     [](auto& roll, auto, auto) {
       constexpr double most = std::numeric_limits<double>::max();
       return roll.below(3) ? (roll.below(2) ? most : -most) : roll.uniform();
     }},
    {"neighbours below 2^-32 of the range",
     [](auto& roll, auto i, auto) { return i == 0 ? 2. : 1 + static_cast<double>(roll.below(1u << 20)) * 0x1p-52; }},
};

TEST(rank_rows, is_the_stable_ordering_for_any_scores_and_number_of_threads) {
  for (std::size_t n : {std::size_t{1}, std::size_t{2}, sorted_by_parts - 1, sorted_by_parts, std::size_t{16'384}, std::size_t{16'385},
                        usual_rows_of_part - 1, usual_rows_of_part, usual_rows_of_part + 1, std::size_t{130'001}})
    for (auto const& law : laws) {
      testing::dice roll(n);
      std::vector<double> score(n);
      for (std::size_t i = 0; i < n; ++i) score[i] = law.draw(roll, i, n);
      auto const expected = by_definition(score);
      for (int n_threads : {1, 2, 3}) {
        ranked_order made;
        parallel::with_threads(n_threads, [&] { made = rank_rows(column_of(score)); });
        EXPECT_EQ(made.row, expected.row) << law.name << ", " << n << " rows, " << n_threads << " threads";
        EXPECT_EQ(made.tie_ends, expected.tie_ends) << law.name << ", " << n << " rows, " << n_threads << " threads";
      }
    }
}

TEST(rank_rows, tells_apart_what_shares_the_first_32_bits_of_its_key) {
  testing::dice roll(2);
  for (double outlier : {1.0, 2.0, -1e300})
    for (std::uint32_t n_near : {2u, 50u, 1u << 20}) {
      std::vector<double> score(3000, 1.0);
      for (auto& x : score) x += static_cast<double>(roll.below(n_near)) * 0x1p-52;  // equal in 32 bits, with an outlier
      score[1234] = outlier;
      auto const expected = rank(column_of(score)), by_parts = rank_rows(column_of(score), {}, 0);
      EXPECT_EQ(by_parts.row, expected.row);
      EXPECT_EQ(by_parts.tie_ends, expected.tie_ends);
    }
  std::vector<std::int64_t> whole(3000);
  for (auto& x : whole) x = static_cast<std::int64_t>(roll.below(1000)) << (roll.below(2) ? 50 : 0);
  EXPECT_EQ(rank_rows(column_of(whole), {}, 0).row, rank(column_of(whole)).row);
  EXPECT_EQ(rank_rows(column_of(whole), {}, 0).tie_ends, rank(column_of(whole)).tie_ends);
}

TEST(rank_rows, stops_when_it_is_told_to) {
  std::vector<double> const score(100'000, .5);
  std::atomic<bool> raised = true;
  EXPECT_THROW(static_cast<void>(rank_rows(column_of(score), stop_flag(&raised))), stopped);
  raised = false;
  EXPECT_EQ(rank_rows(column_of(score), stop_flag(&raised)).size(), score.size());
}

template <class Key>
class find_ranges_of : public ::testing::Test {};
using key_types = ::testing::Types<std::uint32_t, std::uint64_t>;
TYPED_TEST_SUITE(find_ranges_of, key_types);

TYPED_TEST(find_ranges_of, counts_the_keys_above_each_limit) {
  using Key = TypeParam;
  testing::on_every_target([] {
    constexpr Key greatest = std::numeric_limits<Key>::max();
    testing::dice roll(4);
    auto const any_key = [&] { return static_cast<Key>((std::uint64_t{roll()} << 32 | roll()) >> roll.below(8 * sizeof(Key))); };
    for (std::size_t n_limits = 0; n_limits < most_few_ranges; ++n_limits)
      for (std::size_t size : {1u, 2u, 3u, 7u, 8u, 9u, 63u, 64u, 65u, 511u, 512u}) {
        range_limits<Key> limits;
        limits.fill(greatest);
        for (std::size_t i = 0; i < n_limits; ++i) limits[i] = any_key();
        std::sort(limits.begin(), limits.end());
        key_block<Key> block;
        block.size = size;
        for (std::size_t i = 0; i < size; ++i) {
          auto const kind = roll.below(8);
          block.keys[i] = kind == 0 ? 0 : kind == 1 ? greatest : kind == 2 ? limits[roll.below(most_few_ranges - 1)] : any_key();
        }
        auto const keys = block.keys;
        key_counts<Key> counts, expected{.of_range = {9, 8, 7, 6, 5, 4, 3, 2}};  // of earlier blocks
        counts.of_range = expected.of_range;
        find_ranges(block, limits, counts);
        for (std::size_t i = 0; i < size; ++i) {
          auto const range = std::lower_bound(limits.begin(), limits.end(), keys[i]) - limits.begin();
          ASSERT_EQ(block.range[i], range);
          ++expected.of_range[static_cast<std::size_t>(range)];
          expected.lowest = std::min(expected.lowest, keys[i]), expected.highest = std::max(expected.highest, keys[i]);
        }
        ASSERT_EQ(counts.of_range, expected.of_range) << size << " keys";
        ASSERT_EQ(counts.lowest, expected.lowest);
        ASSERT_EQ(counts.highest, expected.highest);
      }
  });
}

TEST(key_ranges, hold_about_the_same_number_of_rows_and_a_frequent_key_alone) {
  testing::dice roll(3);
  std::size_t const n = 300'000;
  std::vector<std::uint64_t> key(n);
  for (std::size_t i = 0; i < n; ++i) key[i] = i % 2 ? 1u << 20 : std::uint64_t{roll()} << roll.below(32);  // half of the rows have one key
  key_ranges<std::uint64_t> ranges(n, 20, [&](std::size_t i) { return key[i]; });
  ranges.narrow(*std::min_element(key.begin(), key.end()), *std::max_element(key.begin(), key.end()));
  std::vector<std::size_t> n_rows(ranges.size());
  for (auto k : key) {
    auto const range = ranges(k);
    ASSERT_LE(ranges.first(range), k);
    ASSERT_GE(ranges.last(range), k);
    ++n_rows[range];
  }
  auto const frequent = ranges(1u << 20);
  EXPECT_EQ(ranges.first(frequent), ranges.last(frequent));
  EXPECT_GE(n_rows[frequent], n / 2);
  for (std::size_t range = 0; range < ranges.size(); ++range) {
    if (range != frequent) {
      EXPECT_LT(n_rows[range], 2 * n / 20);
    }
  }
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
