// SPDX-License-Identifier: Apache-2.0
// Unusual rows are found in order, wherever they stand in a block, in contiguous rows and with any stride.
#include "clinmetrics/core/detail/usual_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

constexpr auto is_usual = [](auto x) { return (x >= decltype(x){0}) & (x <= decltype(x){1}); };

/// The parts in another order, as threads may run them.
void run_backwards(std::size_t n, std::function<void(std::size_t)> const& f) {
  while (n > 0) f(--n);
}

template <class T>
std::vector<std::size_t> found(strided<T> rows, std::size_t n, part_runner const& run) {
  std::vector<std::size_t> list;
  auto const blocks = detail::unusual_blocks(rows, n, {}, is_usual, run);
  detail::for_unusual_rows(rows, n, blocks, {}, is_usual, [&](std::size_t i) { list.push_back(i); });
  return list;
}

TEST(usual_rows, are_passed_over) {
  constexpr std::size_t block = stop_flag::rows_between_looks;
  double const nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  for (std::size_t n : {std::size_t{0}, std::size_t{1}, block - 1, block, block + 1, 3 * block + 5})
    for (std::size_t stride : {1u, 3u}) {
      std::vector<double> score(n * stride, .5);
      std::vector<std::size_t> expected;
      double const unusual[] = {nan, infinity, -infinity, 1.0000000000000002, -5e-324};
      for (std::size_t i : {std::size_t{0}, std::size_t{7}, block - 1, block, 2 * block, 3 * block + 4})
        if (i < n) score[i * stride] = unusual[expected.size() % 5], expected.push_back(i);
      strided<double> const rows{reinterpret_cast<std::byte const*>(score.data()), static_cast<std::ptrdiff_t>(stride * sizeof(double))};
      for (part_runner const& run : {part_runner(run_in_order), part_runner(run_backwards)})
        EXPECT_EQ(found(rows, n, run), expected) << n << " rows, stride " << stride;
    }
}

TEST(usual_rows, are_not_looked_for_in_other_blocks) {
  constexpr std::size_t block = stop_flag::rows_between_looks;
  std::vector<double> const score(2 * block + 1, 2.0);
  strided<double> const rows{reinterpret_cast<std::byte const*>(score.data()), sizeof(double)};
  EXPECT_EQ(detail::unusual_blocks(rows, score.size(), {}, is_usual, run_in_order, {1, 0, 1}), (detail::row_blocks{1, 0, 1}));
  std::vector<std::size_t> list;
  detail::for_unusual_rows(rows, score.size(), {0, 0, 1}, {}, is_usual, [&](std::size_t i) { list.push_back(i); });
  EXPECT_EQ(list, std::vector{2 * block});
}

TEST(usual_rows, stop_when_they_are_told_to) {
  std::vector<float> const score(100, 2.0f);
  std::atomic<bool> const raised = true;
  strided<float> const rows{reinterpret_cast<std::byte const*>(score.data()), sizeof(float)};
  EXPECT_THROW(detail::unusual_blocks(rows, 100, stop_flag(&raised), is_usual, run_in_order), stopped);
  EXPECT_THROW(detail::for_unusual_rows(rows, 100, {1}, stop_flag(&raised), is_usual, [](std::size_t) {}), stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
