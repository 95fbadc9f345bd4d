// SPDX-License-Identifier: Apache-2.0
// The order of rows by descending score: stable, ties marked, every type compared exactly, the same by either way of sorting.
#include "clinmetrics/ordering/ranked_order.hpp"

#include <gtest/gtest.h>
#if defined(__SSE2__)
#include <pmmintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "support/dice.hpp"

namespace CLINMETRICS_NAMESPACE {
namespace {

using testing::dice;

template <class T>
void expect_ranked(std::vector<T> const& score) {
  std::size_t const n = score.size();
  unset_vector<std::uint32_t> row(n);
  std::iota(row.begin(), row.end(), 0u);
  std::stable_sort(row.begin(), row.end(), [&](auto a, auto b) { return score[a] > score[b]; });
  auto const order = rank(column_of(std::span<T const>(score)));
  EXPECT_EQ(order.size(), n);
  EXPECT_EQ(order.row, row);
  for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(order.ends_tie(i), i + 1 == n || score[row[i]] != score[row[i + 1]]) << i;
}

constexpr std::size_t some_sizes[] = {0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 997, 1023, 1024, 1025, 2048, 4099};

template <class T>
class ranked_order_of : public ::testing::Test {};
using types = ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                               std::uint64_t, float, double>;
TYPED_TEST_SUITE(ranked_order_of, types);

TYPED_TEST(ranked_order_of, random_scores_with_and_without_ties) {
  using T = TypeParam;
  dice roll(1);
  for (auto n : some_sizes)
    for (std::uint32_t levels : {1u, 2u, 7u, 100u}) {
      std::vector<T> score(n);
      for (auto& x : score) x = static_cast<T>(roll.below(levels));
      expect_ranked(score);
      for (auto& x : score) x = static_cast<T>(x - static_cast<T>(std::is_signed_v<T> ? levels / 2 : 0));
      expect_ranked(score);
    }
}

TYPED_TEST(ranked_order_of, the_whole_range_of_the_type) {
  using T = TypeParam;
  dice roll(2);
  using limits = std::numeric_limits<T>;
  for (auto n : some_sizes) {
    std::vector<T> score(n);
    for (auto& x : score) {
      if constexpr (std::is_integral_v<T>)
        x = static_cast<T>(roll());
      else
        x = static_cast<T>((roll.uniform() - .5)) * limits::max();
      auto const special = roll.below(20);
      if (special == 0) x = limits::max();
      if (special == 1) x = limits::lowest();
      if (special == 2) x = T{0};
    }
    expect_ranked(score);
  }
}

TYPED_TEST(ranked_order_of, sorted_reversed_and_constant_rows) {
  using T = TypeParam;
  for (auto n : some_sizes) {
    std::vector<T> score(n);
    for (std::size_t i = 0; i < n; ++i) score[i] = static_cast<T>(i / 40);
    expect_ranked(score);
    std::reverse(score.begin(), score.end());
    expect_ranked(score);
    expect_ranked(std::vector<T>(n, T{1}));
  }
}

TYPED_TEST(ranked_order_of, radix_and_stable_sort_agree) {
  using T = TypeParam;
  using Key = decltype(detail::sort_key(T{}));
  dice roll(3);
  for (std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{100}, std::size_t{5000}}) {
    std::vector<detail::keyed_row<Key>> rows(n);
    for (std::size_t i = 0; i < n; ++i) rows[i] = {static_cast<Key>(roll() >> roll.below(64)), static_cast<std::uint32_t>(i)};
    auto sorted = rows;
    std::stable_sort(sorted.begin(), sorted.end(), [](auto const& a, auto const& b) { return a.key < b.key; });
    detail::radix_sort(rows);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(rows[i].key, sorted[i].key);
      EXPECT_EQ(rows[i].row, sorted[i].row);
    }
  }
}

template <class T>
class ranked_order_of_float : public ::testing::Test {};
using float_types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(ranked_order_of_float, float_types);

template <class T>
std::vector<T> delicate_scores(std::size_t n) {
  using limits = std::numeric_limits<T>;
  T const kinds[] = {T{0},
                     -T{0},
                     limits::denorm_min(),
                     -limits::denorm_min(),
                     2 * limits::denorm_min(),
                     limits::min(),
                     -limits::min(),
                     limits::min() - limits::denorm_min(),
                     T{1},
                     std::nextafter(T{1}, T{2}),
                     T{-1},
                     static_cast<T>(1e-10),
                     limits::max(),
                     limits::lowest()};
  dice roll(4);
  std::vector<T> score(n);
  for (auto& x : score) x = kinds[roll.below(std::size(kinds))];
  return score;
}

TYPED_TEST(ranked_order_of_float, minus_zero_ties_with_zero_and_subnormals_are_told_apart) {
  for (auto n : some_sizes) expect_ranked(delicate_scores<TypeParam>(n));
}

#if defined(__SSE2__)
TYPED_TEST(ranked_order_of_float, flushing_subnormals_to_zero_changes_nothing) {
  for (std::size_t n : {100u, 2000u}) {
    auto const score = delicate_scores<TypeParam>(n);
    auto const before = rank(column_of(score));
    auto const mode = _mm_getcsr();
    _MM_SET_FLUSH_ZERO_MODE(_MM_FLUSH_ZERO_ON);
    _MM_SET_DENORMALS_ZERO_MODE(_MM_DENORMALS_ZERO_ON);
    auto const flushed = rank(column_of(score));
    _mm_setcsr(mode);
    EXPECT_EQ(flushed.row, before.row);
    EXPECT_EQ(flushed.tie_ends, before.tie_ends);
  }
}
#endif

TEST(ranked_order, one_ten_billionth_is_not_zero) {
  auto const order = rank(owned_column(std::vector<float>{0, 1e-10f, 0}));
  EXPECT_EQ(order.row, (unset_vector<std::uint32_t>{1, 0, 2}));
  EXPECT_TRUE(order.ends_tie(0));
  EXPECT_FALSE(order.ends_tie(1));
}

TEST(ranked_order, doubles_are_never_narrowed) {
  double const x = .5, y = std::nextafter(.5, 1.);
  EXPECT_EQ(rank(owned_column(std::vector<double>{x, y})).row, (unset_vector<std::uint32_t>{1, 0}));
}

TEST(ranked_order, large_integers_are_not_compared_as_doubles) {
  std::int64_t const big = (std::int64_t{1} << 53) + 1;
  EXPECT_EQ(rank(owned_column(std::vector<std::int64_t>{big - 1, big})).row, (unset_vector<std::uint32_t>{1, 0}));
  std::uint64_t const top = ~std::uint64_t{0};
  EXPECT_EQ(rank(owned_column(std::vector<std::uint64_t>{top - 1, top, 0})).row, (unset_vector<std::uint32_t>{1, 0, 2}));
}

TEST(ranked_order, booleans_are_scores_too) {
  bool const score[] = {false, true, false, true};
  EXPECT_EQ(rank(column_of(std::span<bool const>(score))).row, (unset_vector<std::uint32_t>{1, 3, 0, 2}));
}

TEST(ranked_order, any_stride) {
  std::vector<double> const score{.1, 9, .3, 9, .2, 9};
  EXPECT_EQ(rank({score.data(), 3, 16, dtype::float64}).row, (unset_vector<std::uint32_t>{1, 2, 0}));
  EXPECT_EQ(rank({score.data() + 4, 3, -16, dtype::float64}).row, (unset_vector<std::uint32_t>{1, 0, 2}));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
