// SPDX-License-Identifier: Apache-2.0
// Unusual rows are found in order, wherever they stand in a block, in contiguous rows and with any stride.
#include "clinmetrics/core/detail/usual_rows.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace CLINMETRICS_NAMESPACE {
namespace {

template <class T>
std::vector<std::size_t> found(strided<T> rows, std::size_t n) {
  std::vector<std::size_t> list;
  detail::for_unusual_rows(
      rows, n, {}, [](T x) { return (x >= T{0}) & (x <= T{1}); }, [&](std::size_t i) { list.push_back(i); });
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
      EXPECT_EQ(found(rows, n), expected) << n << " rows, stride " << stride;
    }
}

TEST(usual_rows, stop_when_they_are_told_to) {
  std::vector<float> const score(100, 2.0f);
  std::atomic<bool> const raised = true;
  EXPECT_THROW(detail::for_unusual_rows(
                   strided<float>{reinterpret_cast<std::byte const*>(score.data()), sizeof(float)}, 100, stop_flag(&raised),
                   [](float) { return true; }, [](std::size_t) {}),
               stopped);
}

}  // namespace
}  // namespace CLINMETRICS_NAMESPACE
