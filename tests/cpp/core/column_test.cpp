// SPDX-License-Identifier: Apache-2.0
// A column reads the same rows for any type, stride and alignment.
#include "clinmetrics/core/column.hpp"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <utility>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

std::vector<double> numbers_of(column const& c) {
  std::vector<double> out;
  visit(c, [&]<class T>(strided<T> item) {
    for (std::size_t i = 0; i < c.size; ++i) out.push_back(static_cast<double>(item[i]));
  });
  return out;
}

template <class Rows>
concept can_be_viewed = requires(Rows&& rows) {
  column_of(std::forward<Rows>(rows));
};

// A view of rows without an owner would read freed memory, so it does not compile.
static_assert(!can_be_viewed<std::vector<double>>);
static_assert(!can_be_viewed<std::vector<double> const>);
static_assert(!can_be_viewed<std::vector<std::int32_t>>);
static_assert(!can_be_viewed<std::array<float, 3>>);
static_assert(!can_be_viewed<std::array<float, 3> const>);
static_assert(!can_be_viewed<std::initializer_list<double>>);
static_assert(!can_be_viewed<std::vector<bool>&>);   // bits are not rows
static_assert(!can_be_viewed<std::deque<double>&>);  // not contiguous
static_assert(can_be_viewed<std::vector<double>&>);
static_assert(can_be_viewed<std::vector<double> const&>);
static_assert(can_be_viewed<std::array<float, 3>&>);
static_assert(can_be_viewed<std::array<float, 3> const&>);
static_assert(can_be_viewed<double (&)[4]>);
static_assert(can_be_viewed<std::span<double>>);  // a span may be a temporary: its rows are kept elsewhere
static_assert(can_be_viewed<std::span<double const>>);
static_assert(can_be_viewed<std::span<double>&>);
static_assert(can_be_viewed<std::span<double, 3>>);

template <class T>
class column_of_type : public ::testing::Test {};
using types = ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, std::uint8_t, std::uint16_t, std::uint32_t,
                               std::uint64_t, float, double>;
TYPED_TEST_SUITE(column_of_type, types);

TYPED_TEST(column_of_type, reads_any_stride_and_alignment) {
  using T = TypeParam;
  std::vector<T> const plain{T{3}, T{0}, T{1}, T{117}, T{2}};
  std::vector<double> const expected{3, 0, 1, 117, 2};
  EXPECT_EQ(numbers_of(column_of(plain)), expected);
  EXPECT_EQ(numbers_of(owned_column(plain)), expected);

  std::vector<T> spread(15, T{99});
  for (std::size_t i = 0; i < 5; ++i) spread[3 * i] = plain[i];
  EXPECT_EQ(numbers_of({spread.data(), 5, 3 * static_cast<std::ptrdiff_t>(sizeof(T)), dtype_of<T>()}), expected);

  std::vector<T> backwards(plain.rbegin(), plain.rend());
  EXPECT_EQ(numbers_of({backwards.data() + 4, 5, -static_cast<std::ptrdiff_t>(sizeof(T)), dtype_of<T>()}), expected);

  std::vector<std::byte> bytes(5 * (sizeof(T) + 1) + 1);
  for (std::size_t i = 0; i < 5; ++i) std::memcpy(bytes.data() + 1 + i * (sizeof(T) + 1), &plain[i], sizeof(T));
  EXPECT_EQ(numbers_of({bytes.data() + 1, 5, static_cast<std::ptrdiff_t>(sizeof(T)) + 1, dtype_of<T>()}), expected);

  T const one{7};
  EXPECT_EQ(numbers_of({&one, 3, 0, dtype_of<T>()}), (std::vector<double>{7, 7, 7}));
}

TYPED_TEST(column_of_type, take_copies_the_named_rows_in_order) {
  using T = TypeParam;
  std::vector<T> const plain{T{3}, T{0}, T{1}, T{117}, T{2}};
  std::vector<std::uint32_t> const which{4, 0, 3};
  auto const taken = take(column_of(plain), which);
  EXPECT_EQ(taken.type, dtype_of<T>());
  EXPECT_NE(taken.owner, nullptr);
  EXPECT_EQ(numbers_of(taken), (std::vector<double>{2, 3, 117}));
  EXPECT_TRUE(numbers_of(take(column_of(plain), {})).empty());
}

TYPED_TEST(column_of_type, views_vectors_arrays_and_spans) {
  using T = TypeParam;
  std::array<T, 3> rows{T{3}, T{0}, T{1}};
  std::vector<T> same(rows.begin(), rows.end());
  T plain[] = {T{3}, T{0}, T{1}};
  std::vector<double> const expected{3, 0, 1};
  for (auto const& c : {column_of(rows), column_of(std::as_const(rows)), column_of(same), column_of(plain), column_of(std::span(same)),
                        column_of(std::span<T const>(rows)), column_of(std::span<T, 3>(rows))}) {
    EXPECT_EQ(c.type, dtype_of<T>());
    EXPECT_EQ(numbers_of(c), expected);
    EXPECT_EQ(c.owner, nullptr);
  }
}

TEST(column, booleans_are_single_bytes) {
  bool const flags[] = {true, false, true};
  EXPECT_EQ(numbers_of(column_of(std::span<bool const>(flags))), (std::vector<double>{1, 0, 1}));
  EXPECT_EQ(column_of(std::span<bool const>(flags)).type, dtype::boolean);
}

TEST(column, an_owned_column_outlives_its_maker) {
  column kept;
  {
    auto const made = owned_column(std::vector<double>(1000, 2.5));
    kept = made;
  }
  EXPECT_EQ(numbers_of(kept), std::vector<double>(1000, 2.5));
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
